import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { findWebhookList } from '@/lib/webhooks/data/webhook-list';
import type { WebhookListItem } from '@/lib/webhooks/dtos';
import { inTurn } from './in-turn';

/** Every webhook of the actor's organisation, the newest first, with last delivery and health of 24 hours. Throws AppError `rate_limited`. */
export async function listWebhooks(actor: Actor): Promise<WebhookListItem[]> {
  authorize(actor, 'read');
  const tenant = tenantOf(actor);
  return inTurn(tenant, () => findWebhookList(tenant));
}
