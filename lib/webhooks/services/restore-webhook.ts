import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { AppError } from '@/lib/errors';
import { UNDO_SECONDS } from '@/lib/webhooks/core/undo';
import { insertWebhookAudit } from '@/lib/webhooks/data/audit';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';
import { lockWebhook, unmarkDeleted } from '@/lib/webhooks/data/webhooks';
import type { WebhookDto } from '@/lib/webhooks/dtos';
import { orNotFound, uuidOrNotFound } from './not-found';
import { refuseTooMany } from './refuse-too-many';

/** Brings a webhook back within a minute of its deletion, with all it had. Throws AppError `not_found`, `conflict` when there are too many. */
export async function restoreWebhook(actor: Actor, id: string): Promise<WebhookDto> {
  authorize(actor, 'change');
  const tenant = tenantOf(actor);
  const webhookId = uuidOrNotFound(id);
  return transaction(async (tx) => {
    const outcome = await unmarkDeleted(tenant, tx, webhookId, UNDO_SECONDS);
    if (outcome === 'too_late') throw new AppError('not_found', { key: 'restore_too_late' });
    const webhook = orNotFound(outcome === 'restored' ? await lockWebhook(tenant, tx, webhookId) : null);
    // It is counted already.
    await refuseTooMany(tenant, tx, 0);
    const { id: _, created_at, updated_at, ...after } = webhook;
    await insertWebhookAudit(tenant, tx, actor, {
      action: 'webhook.restore',
      webhookId,
      before: null,
      after,
    });
    return webhook;
  });
}
