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

/** A delivery in the history of `webhook`, with its event; a success of now unless told otherwise. */
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
      ...(customerEmail !== undefined && { customerEmail }),
    },
  });
  return prisma().delivery.create({
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
}
