import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { AppError } from '@/lib/errors';
import { insertWebhookAudit } from '@/lib/webhooks/data/audit';
import { cancelRunningJob } from '@/lib/webhooks/data/jobs';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';
import { findWebhook } from '@/lib/webhooks/data/webhooks';
import { orNotFound, uuidOrNotFound } from './not-found';

/**
 * Ends a job where it is: what it took already goes on, the rest stays as it is. A drop that has not begun is undone.
 * Throws AppError `not_found`, `conflict` when it has ended already, or is another webhook's.
 */
export async function cancelJob(actor: Actor, webhookId: string, jobId: string): Promise<void> {
  authorize(actor, 'change');
  const tenant = tenantOf(actor);
  const webhook = orNotFound(await findWebhook(tenant, uuidOrNotFound(webhookId)));
  await transaction(async (tx) => {
    if (!(await cancelRunningJob(tenant, tx, webhook.id, uuidOrNotFound(jobId))))
      throw new AppError('conflict', { key: 'job_ended' });
    await insertWebhookAudit(tenant, tx, actor, {
      action: 'webhook.cancel_job',
      webhookId: webhook.id,
      before: null,
      after: null,
    });
  });
}
