import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { EVENT_CATALOGUE, type EventName } from '@/lib/webhooks/core/event-catalogue';
import { scanEvents } from '@/lib/webhooks/core/json-source';
import { eventName } from '@/lib/webhooks/schemas';
import { type AcceptedEvent, acceptRecord } from './intake';

/** How many begin together, so that they share commits without crowding out the call system's own. */
const TOGETHER = 100;

const count = z.coerce
  .number({ error: 'count_range' })
  .check(
    z.int({ error: 'count_range' }),
    z.minimum(1, { error: 'count_range' }),
    z.maximum(1000, { error: 'count_range' }),
  );

export const sampleEventsInput = z.object({ org: z.uuid({ error: 'id_invalid' }), event: eventName, count });

/**
 * Accepts events as the call system would post them: the catalogue's example, each under a new id, as text through
 * the scanner, the judgement and the commit of the intake. Only the ingest key is spared, which an operator at the
 * database could make anyway. For the operator. Throws AppError `not_found` for an unknown organisation.
 */
export async function sendSampleEvents(
  input: z.infer<typeof sampleEventsInput>,
): Promise<{ event: EventName; deliveries: number; ids: string[] }> {
  const accepted: AcceptedEvent[] = [];
  while (accepted.length < input.count) {
    const next = Math.min(TOGETHER, input.count - accepted.length);
    accepted.push(
      ...(await Promise.all(Array.from({ length: next }, () => acceptSample(input.org, input.event)))),
    );
  }
  return {
    event: input.event,
    deliveries: accepted.reduce((sum, one) => sum + one.deliveries, 0),
    ids: accepted.map((one) => one.id),
  };
}

async function acceptSample(organizationId: string, event: EventName): Promise<AcceptedEvent> {
  const data = { ...EVENT_CATALOGUE[event].example, id: randomUUID() };
  const [record] = scanEvents(
    JSON.stringify({ organization_id: organizationId, event, data }),
    'single',
  ).records;
  if (!record) throw new Error('an object is one event');
  return acceptRecord(record, { organizationId }, {});
}
