import { v7 as uuidv7 } from 'uuid';
import { prisma } from '@/lib/db';
import type { Delivery, Webhook } from '@/lib/generated/prisma/client';
import type { EventName } from '@/lib/webhooks/core/event-catalogue';

type Given = Partial<
  Pick<
    Delivery,
    'status' | 'subjectId' | 'test' | 'durationMs' | 'statusCode' | 'nextAttemptAt' | 'createdAt'
  >
> & { event?: EventName; customerEmail?: string };

/** A delivery in the history of `webhook`, with its event; a success of now unless told otherwise. With `nextAttemptAt` it waits in the queue. */
export async function addDelivery(
  webhook: Pick<Webhook, 'id' | 'organizationId'>,
  { event = 'call.completed', customerEmail, createdAt = new Date(), ...given }: Given = {},
): Promise<Delivery> {
  const { organizationId, id: webhookId } = webhook;
  const eventId = uuidv7();
  await prisma().event.create({
    data: {
      id: eventId,
      organizationId,
      event,
      timestamp: createdAt,
      createdAt,
      body: `{"event":"${event}"}`,
      ...(given.subjectId !== undefined && { subjectId: given.subjectId }),
      ...(customerEmail !== undefined && { customerEmail }),
    },
  });
  const delivery = await prisma().delivery.create({
    data: {
      id: uuidv7(),
      organizationId,
      webhookId,
      eventId,
      event,
      createdAt,
      status: 'success',
      attemptCount: 1,
      ...given,
    },
  });
  const { id: deliveryId, nextAttemptAt: dueAt } = delivery;
  if (dueAt) await prisma().deliveryQueue.create({ data: { webhookId, dueAt, deliveryId, organizationId } });
  return delivery;
}
