import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { AppError } from '@/lib/errors';
import { findDeliveryDetail } from '@/lib/webhooks/data/deliveries';
import { leaseForResend } from '@/lib/webhooks/data/lease';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import type { DeliveryDetailDto } from '@/lib/webhooks/dtos';
import { engine } from '@/lib/webhooks/engine/engine';
import { orNotFound, uuidOrNotFound } from './not-found';
import { spendAttempt } from './spend-attempt';

/**
 * Sends one delivery again at once, under the same id and with the same body, and answers with the recorded result,
 * whatever it is; takes at most the time limit. Also while the webhook is off, as somebody asked for this very one.
 * A success ends the retries; a failure leaves them as they were. During a rotation a receiver that refuses the one
 * secret is sent the other one too, at once.
 * Throws AppError `not_found`, `conflict` (it is being sent right now, or retention removed its payload),
 * `rate_limited`.
 */
export async function resendDelivery(actor: Actor, id: string): Promise<DeliveryDetailDto> {
  authorize(actor, 'change');
  const tenant = tenantOf(actor);
  const deliveryId = uuidOrNotFound(id);
  spendAttempt(tenant);
  const lease = await leaseForResend(tenant, deliveryId, engine().newLease());
  switch (lease.kind) {
    case 'not_found':
      throw new AppError('not_found');
    case 'being_sent':
      throw new AppError('conflict', { key: 'delivery_being_sent' });
    case 'payload_removed':
      throw new AppError('conflict', { key: 'payload_removed' });
    case 'leased':
      if ((await engine().attempt(lease.delivery)).triesOther) {
        const again = await leaseForResend(tenant, deliveryId, engine().newLease());
        if (again.kind === 'leased') await engine().attempt(again.delivery);
      }
      return orNotFound(await findDeliveryDetail(tenant, deliveryId));
  }
}
