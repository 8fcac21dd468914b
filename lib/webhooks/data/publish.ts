import { pool } from '@/lib/db';
import type { EventName } from '@/lib/webhooks/core/event-catalogue';
import { plainArray, textArray } from './array-literal';
import { type LeasedDelivery, type LeasedRow, queuedDelivery, SECRET_IDS } from './leased-delivery';
import { DUE_CHANNEL } from './wake-up';

/** An accepted event on its way into the database. */
export interface NewEvent {
  /** UUIDv7. */
  id: string;
  organizationId: string;
  event: EventName;
  timestamp: Date;
  subjectId: string;
  customerEmail: string | null;
  body: string;
  /** Null: the call system does not mind repeats. */
  idempotency: { key: string; hash: Buffer } | null;
}

/** How many of the new deliveries the publishing process takes at once. */
export interface HandOff {
  /** In all; 0: none, the queue takes them. */
  room: number;
  /** For one webhook. */
  webhookRoom: number;
  /** Webhooks of which this process is sending already, and how many. */
  busy: ReadonlyMap<string, number>;
  leaseToken: string;
  leaseMs: number;
}

export type Published =
  | { kind: 'accepted'; eventId: string; deliveries: number; leased: LeasedDelivery[] }
  | { kind: 'repeated'; eventId: string; deliveries: number; sameBody: boolean }
  | { kind: 'unknown_organization' };

/**
 * One statement, so one commit: keys, events, and a delivery for each webhook of the organisation that is subscribed.
 * - A key that another transaction is just inserting makes `keyed` wait for its end; whoever finds it taken gets no event.
 *   Groups insert their keys in one order, so that two of them cannot wait for each other.
 * - A webhook that is off gets its delivery held; a plan without webhooks gets none.
 * - What fits `room` is inserted under lease and answered in full; for the rest the queue is woken.
 */
const PUBLISH = `
WITH input AS MATERIALIZED (
  SELECT i.*, o.plan
  FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bytea[])
    AS i(ord, id, organization_id, event, "timestamp", subject_id, customer_email, body, key, body_hash)
  JOIN organizations o ON o.id = i.organization_id
), keyed AS (
  INSERT INTO idempotency_keys (organization_id, key, body_hash, event_id)
  SELECT organization_id, key, body_hash, id FROM input WHERE key IS NOT NULL ORDER BY organization_id, key, ord
  ON CONFLICT DO NOTHING
  RETURNING event_id
), fresh AS MATERIALIZED (
  SELECT * FROM input WHERE key IS NULL OR id IN (SELECT event_id FROM keyed)
), new_events AS (
  INSERT INTO events (id, organization_id, event, "timestamp", subject_id, customer_email, body)
  SELECT id, organization_id, event, "timestamp", subject_id, customer_email, body FROM fresh
), hooks AS MATERIALIZED (
  SELECT w.organization_id, w.id, w.events, w.enabled, w.url, ${SECRET_IDS} AS secret_ids, COALESCE(b.sending, 0) AS sending
  FROM webhooks w LEFT JOIN unnest($13::uuid[], $14::int[]) AS b(webhook_id, sending) ON b.webhook_id = w.id
  WHERE w.deleted_at IS NULL AND w.organization_id IN (SELECT organization_id FROM fresh WHERE plan <> 'basic')
), subscribed AS (
  SELECT f.ord, f.id AS event_id, f.organization_id, f.event, f.subject_id,
    h.id AS webhook_id, h.enabled, h.url, h.secret_ids, uuid_v7() AS id,
    row_number() OVER (PARTITION BY h.id ORDER BY f.ord) <= $12::int - h.sending AS fits
  FROM fresh f JOIN hooks h ON h.organization_id = f.organization_id AND f.event = ANY (h.events)
), targets AS MATERIALIZED (
  SELECT *, enabled AND fits
    AND row_number() OVER (PARTITION BY enabled AND fits ORDER BY ord) <= $11::int AS leased
  FROM subscribed
), new_deliveries AS (
  INSERT INTO deliveries (id, organization_id, webhook_id, event_id, event, subject_id, status, next_attempt_at, lease_token, leased_until)
  SELECT id, organization_id, webhook_id, event_id, event, subject_id,
    CASE WHEN enabled THEN 'pending'::delivery_status ELSE 'held'::delivery_status END,
    CASE WHEN enabled THEN now() END,
    CASE WHEN leased THEN $15::uuid END,
    CASE WHEN leased THEN now() + $16::float8 * interval '1 ms' END
  FROM targets
), woken AS (
  SELECT pg_notify('${DUE_CHANNEL}', '') FROM (SELECT 1 FROM targets WHERE enabled AND NOT leased LIMIT 1) AS one
)
SELECT i.ord, f.id IS NOT NULL AS fresh, t.id, t.webhook_id, t.leased, t.url, t.secret_ids,
  (SELECT count(*) FROM woken) AS woken
FROM input i LEFT JOIN fresh f USING (ord) LEFT JOIN targets t USING (ord)`;

/** What became of those that were not fresh. Its own statement, as it must see what committed while PUBLISH waited. */
const REPEATS = `
SELECT i.ord, k.event_id, k.body_hash = i.body_hash AS same_body,
  (SELECT count(*)::int FROM deliveries d WHERE d.organization_id = k.organization_id AND d.event_id = k.event_id) AS deliveries
FROM unnest($1::int[], $2::uuid[], $3::text[], $4::bytea[]) AS i(ord, organization_id, key, body_hash)
JOIN idempotency_keys k ON k.organization_id = i.organization_id AND k.key = i.key`;

interface PublishedRow {
  ord: number;
  fresh: boolean;
  /** Of the delivery; null where no webhook is subscribed. */
  id: string | null;
  webhook_id: string;
  leased: boolean;
  url: string;
  secret_ids: string;
}

interface RepeatRow {
  ord: number;
  event_id: string;
  same_body: boolean;
  deliveries: number;
}

const hex = (bytes: Buffer) => `\\x${bytes.toString('hex')}`;

/** Commits `events` and their deliveries together and tells what became of each, in order. */
export async function publishEvents(events: readonly NewEvent[], handOff: HandOff): Promise<Published[]> {
  const { rows } = await pool().query<PublishedRow>({
    name: 'publish',
    text: PUBLISH,
    values: [
      plainArray(events.map((_, ord) => ord)),
      plainArray(events.map(({ id }) => id)),
      plainArray(events.map(({ organizationId }) => organizationId)),
      plainArray(events.map(({ event }) => event)),
      plainArray(events.map(({ timestamp }) => timestamp.toISOString())),
      textArray(events.map(({ subjectId }) => subjectId)),
      textArray(events.map(({ customerEmail }) => customerEmail)),
      textArray(events.map(({ body }) => body)),
      textArray(events.map(({ idempotency }) => idempotency?.key ?? null)),
      textArray(events.map(({ idempotency }) => (idempotency ? hex(idempotency.hash) : null))),
      handOff.room,
      handOff.webhookRoom,
      plainArray([...handOff.busy.keys()]),
      plainArray([...handOff.busy.values()]),
      handOff.leaseToken,
      handOff.leaseMs,
    ],
  });
  const published = events.map<Published>(() => ({ kind: 'unknown_organization' }));
  const repeated = new Set<number>();
  for (const row of rows) collect(row, events, handOff, published, repeated);
  if (repeated.size > 0) await lookUpRepeats([...repeated], events, published);
  return published;
}

function collect(
  row: PublishedRow,
  events: readonly NewEvent[],
  handOff: HandOff,
  published: Published[],
  repeated: Set<number>,
): void {
  const event = events[row.ord];
  if (!event) return;
  if (!row.fresh) {
    repeated.add(row.ord);
    return;
  }
  let entry = published[row.ord];
  if (entry?.kind !== 'accepted') {
    entry = { kind: 'accepted', eventId: event.id, deliveries: 0, leased: [] };
    published[row.ord] = entry;
  }
  if (row.id === null) return;
  entry.deliveries++;
  if (row.leased) entry.leased.push(queuedDelivery(leasedRow(row, row.id, event), handOff.leaseToken));
}

function leasedRow(row: PublishedRow, id: string, event: NewEvent): LeasedRow {
  return {
    id,
    organization_id: event.organizationId,
    webhook_id: row.webhook_id,
    event: event.event,
    test: false,
    body: event.body,
    url: row.url,
    secret_ids: row.secret_ids,
    attempt_count: 0,
    retry_count: 0,
    resend_requested: false,
  };
}

async function lookUpRepeats(
  repeated: number[],
  events: readonly NewEvent[],
  published: Published[],
): Promise<void> {
  const asked = repeated.flatMap((ord) => {
    const event = events[ord];
    return event?.idempotency ? [{ ord, organizationId: event.organizationId, ...event.idempotency }] : [];
  });
  const { rows } = await pool().query<RepeatRow>({
    name: 'publish-repeats',
    text: REPEATS,
    values: [
      plainArray(asked.map(({ ord }) => ord)),
      plainArray(asked.map(({ organizationId }) => organizationId)),
      textArray(asked.map(({ key }) => key)),
      textArray(asked.map(({ hash }) => hex(hash))),
    ],
  });
  for (const row of rows) {
    published[row.ord] = {
      kind: 'repeated',
      eventId: row.event_id,
      deliveries: row.deliveries,
      sameBody: row.same_body,
    };
  }
}
