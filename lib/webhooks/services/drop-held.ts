import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { insertWebhookAudit } from '@/lib/webhooks/data/audit';
import { deleteHeld } from '@/lib/webhooks/data/queue-again';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { MANY_ROWS_MS, transaction } from '@/lib/webhooks/data/transaction';
import { findWebhook } from '@/lib/webhooks/data/webhooks';
import { inTurn } from './in-turn';
import { orNotFound, uuidOrNotFound } from './not-found';

/** Removes what is held for a webhook; none of it will be sent. Answers how many. Throws AppError `not_found`. */
export async function dropHeld(actor: Actor, id: string): Promise<{ count: number }> {
  authorize(actor, 'change');
  const tenant = tenantOf(actor);
  const webhook = orNotFound(await findWebhook(tenant, uuidOrNotFound(id)));
  const count = await inTurn(tenant, () =>
    transaction(
      async (tx) => {
        const dropped = await deleteHeld(tenant, tx, webhook.id);
        if (dropped > 0)
          await insertWebhookAudit(tenant, tx, actor, {
            action: 'webhook.drop_held',
            webhookId: webhook.id,
            before: null,
            after: { count: dropped },
          });
        return dropped;
      },
      { timeoutMs: MANY_ROWS_MS },
    ),
  );
  return { count };
}
