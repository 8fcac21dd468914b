import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { AppError } from '@/lib/errors';
import { decodeCursor } from '@/lib/webhooks/core/delivery-cursor';
import { findDeliveries } from '@/lib/webhooks/data/deliveries';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { findWebhook } from '@/lib/webhooks/data/webhooks';
import type { DeliveryDto, Page } from '@/lib/webhooks/dtos';
import type { DeliveryQuery } from '@/lib/webhooks/schemas';
import { inTurn } from './in-turn';
import { orNotFound, uuidOrNotFound } from './not-found';

/** A screen and a half of rows. */
const PAGE_SIZE = 50;

/** A page of a webhook's history, the newest first. Throws AppError `not_found`, `invalid` (path `cursor`), `rate_limited`. */
export async function listDeliveries(
  actor: Actor,
  webhookId: string,
  query: DeliveryQuery,
): Promise<Page<DeliveryDto>> {
  authorize(actor, 'read');
  const tenant = tenantOf(actor);
  const { cursor, limit, ...filters } = query;
  const after = cursor ? decodeCursor(cursor) : null;
  if (cursor && !after)
    throw new AppError('invalid', { fields: [{ path: ['cursor'], key: 'cursor_invalid' }] });
  const webhook = orNotFound(await findWebhook(tenant, uuidOrNotFound(webhookId)));
  return inTurn(tenant, () =>
    findDeliveries(tenant, webhook.id, { ...filters, after, limit: limit ?? PAGE_SIZE }),
  );
}
