import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { EVENT_CATALOGUE, type EventName } from '@/lib/webhooks/core/event-catalogue';
import { payloadBody } from '@/lib/webhooks/core/payload';
import { newestSecret } from '@/lib/webhooks/core/rotation';
import { findDeliveryDetail } from '@/lib/webhooks/data/deliveries';
import { insertTest } from '@/lib/webhooks/data/lease';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { findWebhook } from '@/lib/webhooks/data/webhooks';
import type { DeliveryDetailDto } from '@/lib/webhooks/dtos';
import { engine } from '@/lib/webhooks/engine/engine';
import { orNotFound, uuidOrNotFound } from './not-found';
import { spendAttempt } from './spend-attempt';

/**
 * Sends the catalogue's example of an event to one webhook at once and answers with the recorded result, whatever it
 * is; takes at most the time limit. Also while the webhook is off, which is when one wants to know. Never tried again.
 * Without `event` it is the first one that the webhook is subscribed to. With `secret: 'new'` the newest secret alone
 * signs it, as it will once a rotation is over. Throws AppError `not_found`, `rate_limited`.
 */
export async function sendTest(
  actor: Actor,
  id: string,
  input: { event?: EventName | undefined; secret?: 'new' | undefined } = {},
): Promise<DeliveryDetailDto> {
  authorize(actor, 'change');
  const tenant = tenantOf(actor);
  const webhookId = uuidOrNotFound(id);
  // Before anything is asked of the database: what is over the limit must cost little.
  spendAttempt(tenant);
  const webhook = orNotFound(await findWebhook(tenant, webhookId));
  const event = input.event ?? webhook.events[0] ?? 'call.completed';
  const { example } = EVENT_CATALOGUE[event];
  const deliveryId = uuidv7();
  const timestamp = engine().date();
  const test = {
    webhookId: webhook.id,
    eventId: uuidv7(),
    deliveryId,
    event,
    timestamp,
    subjectId: String(example.id),
    body: payloadBody(event, timestamp, JSON.stringify(example)),
  };
  const delivery = orNotFound(await insertTest(tenant, test, engine().newLease()));
  const newest = input.secret === 'new' ? newestSecret(delivery.secretIds) : undefined;
  await engine().attempt(newest === undefined ? delivery : { ...delivery, secretIds: [newest] });
  return orNotFound(await findDeliveryDetail(tenant, deliveryId));
}
