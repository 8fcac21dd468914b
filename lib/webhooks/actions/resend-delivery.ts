'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import type { Result } from '@/lib/result';
import type { DeliveryDetailDto } from '@/lib/webhooks/dtos';
import { resendDelivery } from '@/lib/webhooks/services/resend-delivery';

/** Sends one delivery again at once and answers with its result. */
export async function resendDeliveryAction(deliveryId: string): Promise<Result<DeliveryDetailDto>> {
  return guardedAction('resendDeliveryAction', (actor) => resendDelivery(actor, deliveryId));
}
