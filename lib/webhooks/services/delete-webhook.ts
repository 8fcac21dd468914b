import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { insertWebhookAudit } from '@/lib/webhooks/data/audit';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';
import { lockWebhook, markDeleted } from '@/lib/webhooks/data/webhooks';
import { orNotFound, uuidOrNotFound } from './not-found';

/**
 * Deletes a webhook for everybody and everything: no page, no answer, no delivery knows it. What waited to be sent
 * stays where it is, out of the engine's sight, so that bringing the webhook back brings that back too.
 * Throws AppError `not_found`.
 */
export async function deleteWebhook(actor: Actor, id: string): Promise<void> {
  authorize(actor, 'change');
  const tenant = tenantOf(actor);
  const webhookId = uuidOrNotFound(id);
  await transaction(async (tx) => {
    const { id: _, created_at, updated_at, ...before } = orNotFound(await lockWebhook(tenant, tx, webhookId));
    await markDeleted(tenant, tx, webhookId);
    await insertWebhookAudit(tenant, tx, actor, {
      action: 'webhook.delete',
      webhookId,
      before,
      after: null,
    });
  });
}
