import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { findDeliveryDetail } from '@/lib/webhooks/data/deliveries';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import type { DeliveryDetailDto } from '@/lib/webhooks/dtos';
import { inTurn } from './in-turn';
import { orNotFound, uuidOrNotFound } from './not-found';

/** One delivery with what was sent and its attempts. Throws AppError `not_found`, `rate_limited`. */
export async function getDelivery(actor: Actor, id: string): Promise<DeliveryDetailDto> {
  authorize(actor, 'read');
  const tenant = tenantOf(actor);
  const deliveryId = uuidOrNotFound(id);
  return orNotFound(await inTurn(tenant, () => findDeliveryDetail(tenant, deliveryId)));
}
