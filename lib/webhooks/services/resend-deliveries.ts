import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { AppError } from '@/lib/errors';
import { insertWebhookAudit } from '@/lib/webhooks/data/audit';
import { queueAgain } from '@/lib/webhooks/data/queue-again';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { MANY_ROWS_MS, transaction } from '@/lib/webhooks/data/transaction';
import { notifyDue } from '@/lib/webhooks/data/wake-up';
import { findWebhook } from '@/lib/webhooks/data/webhooks';
import type { StartResendInput } from '@/lib/webhooks/schemas';
import { selectionOf } from './count-resend';
import { inTurn } from './in-turn';
import { orNotFound, uuidOrNotFound } from './not-found';

/**
 * Puts a webhook's failed deliveries (`failure` and `timeout`, or the one `status` asked for; held ones only when
 * asked for; of one `event` or of all) back into the queue and answers how many. They go out as fast as the webhook's cap allows.
 * Throws AppError `not_found`, `conflict` while the webhook is off, as the queue sends nothing to it then.
 */
export async function resendDeliveries(
  actor: Actor,
  id: string,
  input: StartResendInput = {},
): Promise<{ count: number }> {
  authorize(actor, 'change');
  const tenant = tenantOf(actor);
  const webhook = orNotFound(await findWebhook(tenant, uuidOrNotFound(id)));
  if (!webhook.enabled) throw new AppError('conflict', { key: 'webhook_off' });
  const count = await inTurn(tenant, () =>
    transaction(
      async (tx) => {
        const queued = await queueAgain(tenant, tx, webhook.id, selectionOf(input));
        if (queued > 0)
          await insertWebhookAudit(tenant, tx, actor, {
            action: 'webhook.resend_deliveries',
            webhookId: webhook.id,
            before: null,
            after: { ...input, count: queued },
          });
        return queued;
      },
      { timeoutMs: MANY_ROWS_MS },
    ),
  );
  if (count > 0) await notifyDue();
  return { count };
}
