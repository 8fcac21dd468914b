import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { findDeliveryDetail } from '@/lib/webhooks/data/deliveries';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import type { DeliveryDetailDto } from '@/lib/webhooks/dtos';
import { orNotFound, uuidOrNotFound } from './not-found';

/** One delivery with what was sent and every attempt. Throws AppError `not_found`. */
export async function getDelivery(actor: Actor, id: string): Promise<DeliveryDetailDto> {
  authorize(actor, 'read');
  return orNotFound(await findDeliveryDetail(tenantOf(actor), uuidOrNotFound(id)));
}
