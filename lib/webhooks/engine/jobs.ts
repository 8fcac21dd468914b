import { nextJobStep } from '@/lib/webhooks/core/job-pace';
import { NIL_UUID } from '@/lib/webhooks/data/claim';
import { endJob, isJobDue, type TakenJob, takeItems, withNextJob } from '@/lib/webhooks/data/jobs';
import { deleteHeldIds, queueAgainIds } from '@/lib/webhooks/data/queue-again';
import type { Session } from '@/lib/webhooks/data/session';
import { notifyDue } from '@/lib/webhooks/data/wake-up';

/** Brings every running job that no other process holds one step further. */
export async function advanceJobs(stopped: AbortSignal): Promise<void> {
  // Nearly always there is none, which takes no transaction to see.
  if (!(await isJobDue())) return;
  let after: string | null = NIL_UUID;
  while (after !== null && !stopped.aborted) {
    let queued = false;
    after = await withNextJob(after, async (session, job) => {
      queued = await advance(session, job);
    });
    // Only after the commit there is something to see.
    if (queued) await notifyDue();
  }
}

/** Whether something was put into the queue. */
async function advance(session: Session, job: TakenJob): Promise<boolean> {
  const step = nextJobStep(job);
  switch (step.kind) {
    case 'wait':
      return false;
    case 'end':
      await endJob(session, job.id, step.state);
      return false;
    case 'take': {
      const ids = await takeItems(session, job, step.count);
      if (job.kind === 'resend') await queueAgainIds(session, job.organizationId, ids);
      else await deleteHeldIds(session, job.organizationId, ids);
      return job.kind === 'resend';
    }
  }
}
