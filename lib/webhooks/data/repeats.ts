import { enginePool } from '@/lib/db';
import { bytesArray, plainArray, textArray } from './array-literal';
import type { NewEvent, Published } from './publish';

/** What became of those that were not fresh. Its own statement, as it must see what committed while PUBLISH waited. */
const REPEATS = `
SELECT i.ord, e.id AS event_id, e.body_hash = i.body_hash AS same_body,
  (SELECT count(*)::int FROM deliveries d WHERE d.event_id = e.id AND d.organization_id = e.organization_id) AS deliveries
FROM unnest($1::int[], $2::uuid[], $3::text[], $4::bytea[]) AS i(ord, organization_id, idempotency_key, body_hash)
JOIN events e ON e.organization_id = i.organization_id AND e.idempotency_key = i.idempotency_key`;

interface RepeatRow {
  ord: number;
  event_id: string;
  same_body: boolean;
  deliveries: number;
}

/**
 * By the id of each of `events`, all with a key that was taken: what the first event of that key had for an answer. One
 * that has gone in the meantime, as retention frees keys, is missing.
 */
export async function findRepeats(events: readonly NewEvent[]): Promise<Map<string, Published>> {
  const { rows } = await enginePool().query<RepeatRow>({
    name: 'publish-repeats',
    text: REPEATS,
    values: [
      plainArray(events.map((_, ord) => ord)),
      plainArray(events.map(({ organizationId }) => organizationId)),
      textArray(events.map(({ idempotency }) => idempotency?.key ?? null)),
      bytesArray(events.map(({ idempotency }) => idempotency?.hash ?? null)),
    ],
  });
  return new Map(
    rows.map(({ ord, event_id, same_body, deliveries }) => [
      events[ord]?.id ?? '',
      { kind: 'repeated', eventId: event_id, deliveries, sameBody: same_body },
    ]),
  );
}
