'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Result } from '@/lib/result';
import { sendTestAction } from '@/lib/webhooks/actions/send-test';
import type { EventName } from '@/lib/webhooks/core/event-catalogue';
import { deliveriesKey } from '@/lib/webhooks/queries/deliveries';
import type { DeliveryDetailDto } from '@/lib/webhooks/schemas';

/** Where a test stands, at its place on the page. */
export type TestRun =
  | { kind: 'idle' }
  | { kind: 'running' }
  | { kind: 'answered'; delivery: DeliveryDetailDto }
  | { kind: 'refused'; error: Extract<Result<never>, { ok: false }>['error'] };

const UNREACHABLE: Extract<TestRun, { kind: 'refused' }> = {
  kind: 'refused',
  error: { code: 'unavailable', key: 'unavailable', params: {}, fields: [] },
};

/** Sends tests of one webhook, one at a time, and keeps the last one's result until it is closed. */
export function useTestRun(webhookId: string) {
  const queryClient = useQueryClient();
  const [run, setRun] = useState<TestRun>({ kind: 'idle' });

  /** Answers with where the test ended. `event`: the webhook's first one when not given. */
  async function start(event?: EventName): Promise<TestRun> {
    setRun({ kind: 'running' });
    const ended = await sendTestAction(webhookId, event ? { event } : {}).then(
      (result): TestRun =>
        result.ok ? { kind: 'answered', delivery: result.data } : { kind: 'refused', error: result.error },
      // The server went away, or the network did.
      () => UNREACHABLE,
    );
    setRun(ended);
    void queryClient.invalidateQueries({ queryKey: deliveriesKey(webhookId) });
    return ended;
  }

  return { run, start, close: () => setRun({ kind: 'idle' }) };
}
