import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { findWebhookStats } from '@/lib/webhooks/data/webhook-stats';
import { findWebhook } from '@/lib/webhooks/data/webhooks';
import type { WebhookStats } from '@/lib/webhooks/dtos';
import type { StatsQuery } from '@/lib/webhooks/schemas';
import { inTurn } from './in-turn';
import { orNotFound, uuidOrNotFound } from './not-found';

/** Figures of one webhook over a window that ends now; tests are in none of them. Throws AppError `not_found`, `rate_limited`. */
export async function webhookStats(actor: Actor, id: string, query: StatsQuery): Promise<WebhookStats> {
  authorize(actor, 'read');
  const tenant = tenantOf(actor);
  const webhook = orNotFound(await findWebhook(tenant, uuidOrNotFound(id)));
  return inTurn(tenant, () => findWebhookStats(tenant, webhook.id, query));
}
