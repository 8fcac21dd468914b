'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAction } from '@/components/use-action';
import type { Result } from '@/lib/result';
import { sendTestAction } from '@/lib/webhooks/actions/send-test';
import type { EventName } from '@/lib/webhooks/core/event-catalogue';
import type { DeliveryDetailDto } from '@/lib/webhooks/dtos';
import { freshestDeliveriesKey } from '@/lib/webhooks/queries/freshest-deliveries-key';

/**
 * Tests of one webhook, one at a time; the last one's delivery is kept until it is closed or the next begins.
 * Next runs the actions of a tab one after the other, so a change made during a test waits for its answer.
 */
export function useTestRun(webhookId: string) {
  const queryClient = useQueryClient();
  const action = useAction(sendTestAction);
  const [delivery, setDelivery] = useState<DeliveryDetailDto | null>(null);

  /** Null when a test is already under way. `event`: the webhook's first one when not given. `secret`: signed by the new one alone. */
  async function start(event?: EventName, secret?: 'new'): Promise<Result<DeliveryDetailDto> | null> {
    setDelivery(null);
    // Wanted in a moment, whatever the answer will be.
    // What cannot be loaded now is asked for again when it is needed.
    void import('@/components/webhooks/test-answer').catch(() => {});
    const result = await action.run(webhookId, { ...(event && { event }), ...(secret && { secret }) });
    if (result?.ok) setDelivery(result.data);
    void queryClient.invalidateQueries({ queryKey: freshestDeliveriesKey(webhookId) });
    return result;
  }

  function close() {
    setDelivery(null);
    action.clearFailure();
  }

  return { start, close, busy: action.busy, failure: action.failure, delivery };
}
