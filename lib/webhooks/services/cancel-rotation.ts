import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { AppError } from '@/lib/errors';
import { insertWebhookAudit } from '@/lib/webhooks/data/audit';
import { undoRotation } from '@/lib/webhooks/data/rotation';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';
import { lockWebhook } from '@/lib/webhooks/data/webhooks';
import { orNotFound, uuidOrNotFound } from './not-found';

/**
 * Takes a rotation back: the new secret is forgotten and the old one stays, as if nothing had been.
 * Throws AppError `not_found`, `conflict` when there is none, or when the receiver has accepted the new one already.
 */
export async function cancelRotation(actor: Actor, id: string): Promise<void> {
  authorize(actor, 'change');
  authorize(actor, 'see_secret');
  const tenant = tenantOf(actor);
  const webhookId = uuidOrNotFound(id);
  await transaction(async (tx) => {
    orNotFound(await lockWebhook(tenant, tx, webhookId));
    const outcome = await undoRotation(tenant, tx, webhookId);
    if (outcome === 'none') throw new AppError('conflict', { key: 'rotation_none' });
    if (outcome === 'taken') throw new AppError('conflict', { key: 'rotation_taken' });
    await insertWebhookAudit(tenant, tx, actor, {
      action: 'webhook.cancel_rotation',
      webhookId,
      before: null,
      after: null,
    });
  });
}
