import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { deleteHeld } from '@/lib/webhooks/data/queue-again';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { findWebhook } from '@/lib/webhooks/data/webhooks';
import { orNotFound, uuidOrNotFound } from './not-found';

/** Removes what is held for a webhook; none of it will be sent. Answers how many. Throws AppError `not_found`. */
export async function dropHeld(actor: Actor, id: string): Promise<{ count: number }> {
  authorize(actor, 'change');
  const tenant = tenantOf(actor);
  const webhook = orNotFound(await findWebhook(tenant, uuidOrNotFound(id)));
  return { count: await deleteHeld(tenant, webhook.id) };
}
