import { notFound } from 'next/navigation';
import { cache } from 'react';
import { pageActor } from '@/lib/auth/page-guard';
import { AppError } from '@/lib/errors';
import { getDelivery } from '@/lib/webhooks/services/get-delivery';
import { getWebhook } from '@/lib/webhooks/services/get-webhook';

/** What a service found; the not-found page for what is not there, or another organisation's. */
async function foundOrNotFound<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') notFound();
    throw error;
  }
}

/** The webhook of the address; asked of the database once a request, however many parts of the page ask. */
export const loadWebhook = cache(async (webhookId: string) =>
  foundOrNotFound(getWebhook(await pageActor(), webhookId)),
);

/** The delivery of the address; one of another webhook is not there either. */
export const loadDelivery = cache(async (webhookId: string, deliveryId: string) => {
  const delivery = await foundOrNotFound(getDelivery(await pageActor(), deliveryId));
  if (delivery.webhook_id !== webhookId) notFound();
  return delivery;
});
