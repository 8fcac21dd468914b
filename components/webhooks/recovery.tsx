'use client';

import { useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useEffect, useRef, useState } from 'react';
import { ActionError } from '@/components/action-error';
import { useFocusHeir } from '@/components/ui/use-focus-heir';
import { useAction } from '@/components/use-action';
import type { ActionFailure } from '@/lib/action-refusal';
import { startResendAction } from '@/lib/webhooks/actions/start-resend';
import type { RecoveryDto, WebhookDto } from '@/lib/webhooks/dtos';
import { freshestDeliveriesKey } from '@/lib/webhooks/queries/freshest-deliveries-key';
import { recoveryQuery, useRecovery } from '@/lib/webhooks/queries/recovery';
import { statsKey } from '@/lib/webhooks/queries/stats';
import type { StartResendInput } from '@/lib/webhooks/schemas';

// Most webhooks have nothing to tell. Where there is something, the server writes it and names its script in the page.
// Where it happens later, a notice without a loading state of its own would suspend the whole page.
const HeldNotice = dynamic(async () => (await import('@/components/webhooks/held-notice')).HeldNotice, {
  loading: () => null,
});
const JobNotice = dynamic(async () => (await import('@/components/webhooks/job-notice')).JobNotice, {
  loading: () => null,
});
const OutageNotice = dynamic(async () => (await import('@/components/webhooks/outage-notice')).OutageNotice, {
  loading: () => null,
});

interface RecoveryProps {
  webhook: WebhookDto;
  mayChange: boolean;
}

/** Differs as soon as an outage begins or ends, something is held or no longer, or a job begins, ends or gets its last answers. */
function turnOf({ outage, held, job }: RecoveryDto): string {
  const answers = job && job.state !== 'running' ? job.arrived + job.failed : null;
  return JSON.stringify([outage?.id, outage?.ended_at, held === null, job?.id, job?.state, answers]);
}

/** What did not arrive, and the way to send it again: an outage, what is held, and how far a resend is. Needs `recovery`, `diagnosis`, `errors`. */
export function Recovery({ webhook, mayChange }: RecoveryProps) {
  const client = useQueryClient();
  const { data } = useRecovery(webhook.id);
  const { run, busy } = useAction(startResendAction);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  // A job that ended is told until it is closed.
  const [closedJob, setClosedJob] = useState<string | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: recoveryQuery(webhook.id).queryKey });

  async function resend(input: StartResendInput) {
    setFailure(null);
    const result = await run(webhook.id, input);
    if (result && !result.ok) setFailure(result.error);
    await refresh();
  }

  // The figures beside these notices are asked for seldom, and the rows a little later; here is where it shows that
  // they changed.
  const turn = data && turnOf(data);
  const lastTurn = useRef(turn);
  useEffect(() => {
    const isFirst = lastTurn.current === undefined;
    if (turn === lastTurn.current) return;
    lastTurn.current = turn;
    if (isFirst) return;
    void client.invalidateQueries({ queryKey: statsKey(webhook.id) });
    void client.invalidateQueries({ queryKey: freshestDeliveriesKey(webhook.id) });
  }, [client, turn, webhook.id]);

  const job = data?.job && data.job.id !== closedJob ? data.job : null;
  const isWorking = data?.job?.state === 'running';
  const outage = data?.outage && !(isWorking && data.outage.ended_at) ? data.outage : null;
  const held = isWorking ? null : data?.held;
  // One notice takes the place of another, perhaps only once its script is there; after the last one stands the page.
  const heir = useFocusHeir<HTMLDivElement>(() =>
    job || outage || held ? null : document.getElementById('page-title'),
  );
  return (
    <div
      {...heir}
      role="status"
      className="mb-6 flex flex-col gap-3 empty:hidden print:[&_:is(a,button)]:hidden"
    >
      {job && (
        <JobNotice
          webhookId={webhook.id}
          job={job}
          mayChange={mayChange}
          onChange={refresh}
          onClose={() => setClosedJob(job.id)}
        />
      )}
      {data && outage && (
        <OutageNotice
          webhook={webhook}
          outage={outage}
          snoozedUntil={data.alerts_snoozed_until}
          isPaused={data.paused_until !== null}
          mayChange={mayChange}
          busy={busy}
          onResend={resend}
          onChange={refresh}
        />
      )}
      {held && (
        <HeldNotice
          webhook={webhook}
          held={held}
          mayChange={mayChange}
          busy={busy}
          onSend={() => resend({ status: 'held' })}
          onChange={refresh}
        />
      )}
      <ActionError failure={failure} />
    </div>
  );
}
