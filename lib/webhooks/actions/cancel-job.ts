'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import type { Result } from '@/lib/result';
import { cancelJob } from '@/lib/webhooks/services/cancel-job';

/** Ends work on many deliveries where it is. */
export async function cancelJobAction(webhookId: string, jobId: string): Promise<Result<null>> {
  return guardedAction('cancelJobAction', async (actor) => {
    await cancelJob(actor, webhookId, jobId);
    return null;
  });
}
