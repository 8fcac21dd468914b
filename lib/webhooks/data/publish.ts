import { enginePool } from '@/lib/db';
import type { EventName } from '@/lib/webhooks/core/event-catalogue';
import { maskedBody } from '@/lib/webhooks/core/mask';
import { bytesArray, plainArray, separated, separatedTexts, textArray } from './array-literal';
import { type LeasedDelivery, type NewLease, SECRET_IDS } from './leased-delivery';
import { isStoredMaskChange, learnStoredMasks, storedMaskOf, storedTexts } from './stored-mask';
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
  /** For a webhook that is not in `rooms`, an organisation that is not in `organizationRooms`. */
  webhookRoom: number;
  organizationRoom: number;
  /** Webhooks and organisations of which this process is sending already, and how many more it takes. */
  rooms: ReadonlyMap<string, number>;
  organizationRooms: ReadonlyMap<string, number>;
  lease: NewLease;
}

/**
 * Deliveries that are expected of so many events when room is shared out, before it is known how many webhooks are
 * subscribed: eight each, and of a few events as many as one may have.
 */
export const expectedOf = (events: number) => Math.max(events * 8, 100);

export type Published =
  | { kind: 'accepted'; eventId: string; deliveries: number; leased: LeasedDelivery[] }
  | { kind: 'repeated'; eventId: string; deliveries: number; sameBody: boolean }
  | { kind: 'unknown_organization' };

/**
 * One statement, so one commit: events, and a delivery for each webhook of the organisation that is subscribed.
 * - Events come sorted into runs of one organisation and event (`known`), so that the webhooks are looked up once a
 *   run, and answers are a row a run and webhook. Every step is linear: a join of two lists would not be.
 * - A key that another transaction is just inserting makes `fresh` wait for its end; whoever finds it taken gets no
 *   event. Keys are inserted in one order, so that two groups cannot wait for each other.
 * - A webhook that is off gets its delivery held; a plan without webhooks gets none.
 * - What fits is inserted under lease and answered; for the rest the queue is woken. A webhook whose breaker is open
 *   has no room.
 * - What all webhooks of a run mask is masked already; where `known` finds that to be out of date, nothing is done.
 * `IS TRUE` keeps the planner from making a join of what is quicker as a hashed list.
 */
const PUBLISH = `
WITH known AS MATERIALIZED (
  SELECT r.run, r.organization_id, r.event, r.first, r.last, r.room AS run_room, o.plan
  FROM unnest($10::uuid[], $11::text[], $12::int[], $13::int[], $14::int[], $19::smallint[]) WITH ORDINALITY
    AS r(organization_id, event, first, last, room, stored_mask, run)
  JOIN organizations o ON o.id = r.organization_id
  WHERE CASE WHEN (o.stored_masks ->> r.event)::smallint IS DISTINCT FROM r.stored_mask THEN stored_mask_changed() ELSE true END
), fresh AS (
  INSERT INTO events (id, organization_id, event, "timestamp", subject_id, customer_email, body, idempotency_key, body_hash)
  SELECT i.id, i.organization_id, i.event, i."timestamp", i.subject_id, i.customer_email, i.body, i.idempotency_key, i.body_hash
  FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], ${separated('$7')}, $8::text[], $9::bytea[])
    AS i(id, organization_id, event, "timestamp", subject_id, customer_email, body, idempotency_key, body_hash)
  WHERE (i.organization_id IN (SELECT organization_id FROM known)) IS TRUE
  ORDER BY i.organization_id, i.idempotency_key COLLATE "C"
  ON CONFLICT (organization_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
  RETURNING id
), hooks AS MATERIALIZED (
  SELECT k.run, k.event, k.first, k.last, k.run_room, w.organization_id, w.id AS webhook_id, w.enabled, w.url, w.mask, ${SECRET_IDS} AS secret_ids,
    CASE WHEN NOT w.enabled OR s.paused_until IS NOT NULL THEN 0
      ELSE COALESCE(($16::jsonb -> w.id::text)::int, $15::int) END AS room
  FROM known k
  JOIN webhooks w ON w.organization_id = k.organization_id AND w.deleted_at IS NULL AND k.event = ANY (w.events)
  LEFT JOIN webhook_states s ON s.organization_id = w.organization_id AND s.webhook_id = w.id
  WHERE k.plan <> 'basic'
), subscribed AS (
  SELECT h.*, n.ord, ($1::uuid[])[n.ord] AS event_id, ($5::text[])[n.ord] AS subject_id, uuid_v7() AS id,
    row_number() OVER (PARTITION BY h.webhook_id ORDER BY n.ord) <= h.room AS fits
  FROM hooks h CROSS JOIN LATERAL generate_series(h.first, h.last) AS n(ord)
  WHERE (($1::uuid[])[n.ord] IN (SELECT id FROM fresh)) IS TRUE
), targets AS MATERIALIZED (
  SELECT *, fits AND row_number() OVER (PARTITION BY run, fits ORDER BY ord) <= run_room AS leased FROM subscribed
), new_deliveries AS (
  INSERT INTO deliveries (id, organization_id, webhook_id, event_id, event, subject_id, status, next_attempt_at, lease_token, mask)
  SELECT id, organization_id, webhook_id, event_id, event, subject_id,
    CASE WHEN enabled THEN 'pending'::delivery_status ELSE 'held'::delivery_status END,
    CASE WHEN enabled THEN now() END, CASE WHEN leased THEN $17::uuid END, mask
  FROM targets
), new_lease AS (
  INSERT INTO delivery_leases (token, leased_until, delivery_ids)
  SELECT $17::uuid, now() + $18::float8 * interval '1 ms', array_agg(id) FROM targets WHERE leased HAVING count(*) > 0
), queued AS (
  INSERT INTO delivery_queue (webhook_id, due_at, delivery_id, organization_id)
  SELECT webhook_id, now(), id, organization_id FROM targets WHERE enabled AND NOT leased
  RETURNING 1
), woken AS (
  SELECT pg_notify('${DUE_CHANNEL}', '') FROM (SELECT 1 FROM queued LIMIT 1) AS one
), accepted AS (
  SELECT count(*)::int AS count, CASE WHEN count(*) < cardinality($1::uuid[]) THEN string_agg(id::text, ',') END AS ids FROM fresh
)
SELECT run::int, NULL::uuid AS webhook_id, NULL AS url, NULL AS secret_ids, NULL::smallint AS mask, 0 AS deliveries, 0 AS queued, NULL AS ords, NULL AS ids FROM known
UNION ALL
SELECT run::int, webhook_id, url, secret_ids, mask, count(*)::int, (count(*) FILTER (WHERE enabled AND NOT leased))::int,
  string_agg(ord::text, ',') FILTER (WHERE leased), string_agg(id::text, ',') FILTER (WHERE leased)
FROM targets GROUP BY run, webhook_id, url, secret_ids, mask
UNION ALL
SELECT 0, NULL, NULL, NULL, NULL, a.count, (SELECT count(*)::int FROM woken), NULL, a.ids FROM accepted a`;

/** Three kinds: of a run whose organisation is there; of a run's webhook, `ords` and `ids` of what is leased; run 0 of what was fresh. */
interface PublishedRow {
  run: number;
  webhook_id: string | null;
  url: string;
  secret_ids: string;
  mask: number | null;
  deliveries: number;
  /** Of those: how many are in the queue. */
  queued: number;
  ords: string | null;
  ids: string | null;
}

/** Events of one organisation and name, at `first` to `last` of the sorted list, counted from 1 as PostgreSQL does. */
interface Run {
  organizationId: string;
  event: EventName;
  first: number;
  last: number;
}

/** Sorted into runs; the order within a run is that in which they came. */
function intoRuns(events: readonly NewEvent[]): { sorted: NewEvent[]; runs: Run[] } {
  const groups = new Map<string, NewEvent[]>();
  for (const event of events) {
    const name = event.organizationId + event.event;
    const group = groups.get(name);
    if (group) group.push(event);
    else groups.set(name, [event]);
  }
  const sorted: NewEvent[] = [];
  const runs: Run[] = [];
  for (const group of groups.values()) {
    const [one] = group;
    if (!one) continue;
    runs.push({
      organizationId: one.organizationId,
      event: one.event,
      first: sorted.length + 1,
      last: sorted.length + group.length,
    });
    for (const event of group) sorted.push(event);
  }
  return { sorted, runs };
}

/** Shares the room out: to each run what its organisation has and its events may need, until there is none. */
function roomOfRuns(runs: readonly Run[], handOff: HandOff): number[] {
  let left = handOff.room;
  const ofOrganizations = new Map(handOff.organizationRooms);
  return runs.map(({ organizationId, first, last }) => {
    const has = ofOrganizations.get(organizationId) ?? handOff.organizationRoom;
    const room = Math.min(left, has, expectedOf(last - first + 1));
    left -= room;
    ofOrganizations.set(organizationId, has - room);
    return room;
  });
}

/**
 * Commits `events` and their deliveries together and tells what became of each, in order, and for which webhooks the
 * queue got some. Null: another event has its key, and {@link findRepeats} tells which.
 */
export async function publishEvents(
  events: readonly NewEvent[],
  handOff: HandOff,
): Promise<{ published: (Published | null)[]; queuedFor: string[] }> {
  const { sorted, runs } = intoRuns(events);
  const rows = await insert(sorted, runs, handOff);
  const published = new Map(answers(rows, sorted, runs, handOff.lease.token));
  return {
    published: events.map(({ id }) => published.get(id) ?? null),
    queuedFor: rows.flatMap(({ webhook_id, queued }) =>
      webhook_id !== null && queued > 0 ? webhook_id : [],
    ),
  };
}

/** How often what webhooks mask may change between looking and storing before that is somebody's fault. */
const STORED_MASK_TRIES = 5;

async function insert(
  sorted: readonly NewEvent[],
  runs: readonly Run[],
  handOff: HandOff,
): Promise<PublishedRow[]> {
  for (let tries = 1; ; tries++) {
    try {
      return await insertAs(sorted, runs, handOff, runs.map(storedMaskOf));
    } catch (error) {
      if (!isStoredMaskChange(error) || tries === STORED_MASK_TRIES) throw error;
      await learnStoredMasks(runs.map(({ organizationId }) => organizationId));
    }
  }
}

/** @param masks what is masked before it is stored, run by run */
async function insertAs(
  sorted: readonly NewEvent[],
  runs: readonly Run[],
  handOff: HandOff,
  masks: readonly (number | null)[],
): Promise<PublishedRow[]> {
  const stored = masks.every((mask) => mask === null) ? sorted : underMasks(sorted, runs, masks);
  const { rows } = await enginePool().query<PublishedRow>({
    name: 'publish',
    text: PUBLISH,
    values: [
      plainArray(stored.map(({ id }) => id)),
      plainArray(stored.map(({ organizationId }) => organizationId)),
      plainArray(stored.map(({ event }) => event)),
      plainArray(stored.map(({ timestamp }) => timestamp.toISOString())),
      textArray(stored.map(({ subjectId }) => subjectId)),
      textArray(stored.map(({ customerEmail }) => customerEmail)),
      separatedTexts(stored.map(({ body }) => body)),
      textArray(stored.map(({ idempotency }) => idempotency?.key ?? null)),
      bytesArray(stored.map(({ idempotency }) => idempotency?.hash ?? null)),
      plainArray(runs.map(({ organizationId }) => organizationId)),
      plainArray(runs.map(({ event }) => event)),
      plainArray(runs.map(({ first }) => first)),
      plainArray(runs.map(({ last }) => last)),
      plainArray(roomOfRuns(runs, handOff)),
      handOff.webhookRoom,
      JSON.stringify(Object.fromEntries(handOff.rooms)),
      handOff.lease.token,
      handOff.lease.ms,
      plainArray(masks),
    ],
  });
  return rows;
}

function underMasks(
  sorted: readonly NewEvent[],
  runs: readonly Run[],
  masks: readonly (number | null)[],
): NewEvent[] {
  return runs.flatMap(({ first, last }, index) =>
    sorted.slice(first - 1, last).map((event) => ({ ...event, ...storedTexts(event, masks[index] ?? null) })),
  );
}

/** By the ids of events: those that are fresh, and those of unknown organisations. */
function* answers(
  rows: readonly PublishedRow[],
  sorted: readonly NewEvent[],
  runs: readonly Run[],
  leaseToken: string,
): Iterable<[string, Published]> {
  const found = rows.find(({ run }) => run === 0);
  const fresh = found && found.deliveries < sorted.length ? new Set(found.ids?.split(',')) : null;
  const webhooks = rows.filter((row) => row.run > 0 && row.webhook_id !== null);
  const known = new Set(rows.filter(({ webhook_id }) => webhook_id === null).map(({ run }) => run));
  const leased = new Map<number, LeasedDelivery[]>();
  const webhooksOf = new Map<number, number>();
  for (const row of webhooks) {
    webhooksOf.set(row.run, (webhooksOf.get(row.run) ?? 0) + 1);
    collectLeased(row, sorted, leaseToken, leased);
  }
  for (const [index, { first, last }] of runs.entries()) {
    const deliveries = webhooksOf.get(index + 1) ?? 0;
    for (let ord = first; ord <= last; ord++) {
      const id = sorted[ord - 1]?.id ?? '';
      if (!known.has(index + 1)) yield [id, { kind: 'unknown_organization' }];
      else if (!fresh || fresh.has(id))
        yield [id, { kind: 'accepted', eventId: id, deliveries, leased: leased.get(ord) ?? [] }];
    }
  }
}

function collectLeased(
  row: PublishedRow,
  sorted: readonly NewEvent[],
  leaseToken: string,
  leased: Map<number, LeasedDelivery[]>,
): void {
  if (row.ids === null || row.ords === null || row.webhook_id === null) return;
  const ids = row.ids.split(',');
  const secretIds = row.secret_ids.split(',');
  for (const [index, text] of row.ords.split(',').entries()) {
    const ord = Number(text);
    const event = sorted[ord - 1];
    const id = ids[index];
    if (!event || id === undefined) continue;
    const delivery: LeasedDelivery = {
      id,
      organizationId: event.organizationId,
      webhookId: row.webhook_id,
      event: event.event,
      test: false,
      body: maskedBody(event.event, event.body, row.mask),
      url: row.url,
      secretIds,
      attemptNumber: 1,
      trigger: 'event',
      queued: true,
      retryCount: 0,
      leaseToken,
    };
    const others = leased.get(ord);
    if (others) others.push(delivery);
    else leased.set(ord, [delivery]);
  }
}
