import { enginePool } from '@/lib/db';
import { UNDO_SECONDS } from '@/lib/webhooks/core/undo';
import { plainArray } from './array-literal';
import {
  type LeasedDelivery,
  type LeasedRow,
  type NewLease,
  queuedDelivery,
  SECRET_IDS,
} from './leased-delivery';
import type { Room } from './room';

/** What a process asks for. */
export interface ClaimRequest extends Room {
  /** Looks at webhooks after this id; the nil UUID begins anew. */
  after: string;
  lease: NewLease;
}

export interface Claimed {
  deliveries: LeasedDelivery[];
  /** Where the next claim goes on; null when this one saw every webhook with deliveries due. */
  next: string | null;
  /** Webhooks for which there may be more than they had room for. */
  leftFor: string[];
}

/** Webhooks looked at in one claim, so that its cost has a bound whatever their number is. */
const SCAN_MAX = 1000;
export const NIL_UUID = '00000000-0000-0000-0000-000000000000';

/**
 * A loose scan: from webhook to webhook on the queue's primary key, and at each of them only as many of its oldest due
 * deliveries as it has room for, so that neither a long backlog nor the finished deliveries cost anything. They leave
 * the queue for as long as the lease lasts. What another process is just taking is skipped. Webhooks that are off are
 * passed by; {@link parkUnsendable} sees to them. One whose breaker is open gets a single attempt when its pause is
 * over, and pauses on until that one has told how it went. Only the database's clock decides what is due.
 * What was picked and locked is removed by its place in the table: the queue is empty most of the time, and with such
 * statistics the planner would rather read all of it than look each row up by its key.
 */
const CLAIM = `
WITH RECURSIVE waiting(webhook_id, first_due) AS (
  (SELECT q.webhook_id, q.due_at FROM delivery_queue q
    WHERE q.webhook_id > $3::uuid
    ORDER BY q.webhook_id, q.due_at LIMIT 1)
  UNION ALL
  SELECT n.webhook_id, n.due_at FROM waiting x CROSS JOIN LATERAL (
    SELECT q.webhook_id, q.due_at FROM delivery_queue q
    WHERE q.webhook_id > x.webhook_id
    ORDER BY q.webhook_id, q.due_at LIMIT 1) AS n
), scanned AS MATERIALIZED (
  SELECT webhook_id, first_due FROM waiting LIMIT ${SCAN_MAX}
), open AS MATERIALIZED (
  SELECT w.id AS webhook_id, w.organization_id, w.url, ${SECRET_IDS} AS secret_ids, s.paused_until IS NOT NULL AS probe,
    CASE WHEN s.paused_until IS NULL THEN COALESCE(($4::jsonb -> w.id::text)::int, $2::int)
      WHEN s.paused_until <= now() THEN 1 ELSE 0 END AS room,
    COALESCE(($7::jsonb -> w.organization_id::text)::int, $8::int) AS organization_room,
    x.first_due
  FROM scanned x
  JOIN webhooks w ON w.id = x.webhook_id AND w.enabled AND w.deleted_at IS NULL
  JOIN organizations o ON o.id = w.organization_id AND o.plan <> 'basic'
  LEFT JOIN webhook_states s ON s.organization_id = w.organization_id AND s.webhook_id = w.id
  WHERE x.first_due <= now()
), shared AS MATERIALIZED (
  -- The room of an organisation goes to its webhooks in equal parts, to those first that have waited longest.
  SELECT *,
    CASE WHEN row_number() OVER (PARTITION BY organization_id ORDER BY first_due) > organization_room THEN 0
      ELSE LEAST(room, GREATEST(organization_room / count(*) OVER (PARTITION BY organization_id), 1)) END::int AS share
  FROM open WHERE room > 0
), picked AS MATERIALIZED (
  SELECT due.place, due.webhook_id, due.delivery_id, due.organization_id, ready.url, ready.secret_ids, ready.probe, ready.share
  -- In order, so that where there is no room for all, the next claim goes on where this one ended.
  FROM (SELECT * FROM shared ORDER BY webhook_id) AS ready
  CROSS JOIN LATERAL (
    SELECT q.ctid AS place, q.webhook_id, q.delivery_id, q.organization_id FROM delivery_queue q
    WHERE q.webhook_id = ready.webhook_id AND q.due_at <= now()
    ORDER BY q.webhook_id, q.due_at
    LIMIT ready.share
    FOR UPDATE OF q SKIP LOCKED
  ) AS due
  LIMIT $1::int
), taken AS (
  DELETE FROM delivery_queue q USING picked p WHERE q.ctid = p.place
  RETURNING p.delivery_id, p.organization_id, p.url, p.secret_ids, p.share, p.probe
), leased AS (
  UPDATE deliveries d SET lease_token = $5::uuid
  FROM taken t
  WHERE d.id = t.delivery_id AND d.organization_id = t.organization_id
  RETURNING d.id, d.organization_id, d.webhook_id, d.event, d.test, d.attempt_count, d.retry_count, d.resend_requested, d.mask,
    (SELECT e.body FROM events e WHERE e.id = d.event_id AND e.organization_id = d.organization_id) AS body,
    t.url, t.secret_ids, t.share, t.probe
), new_lease AS (
  INSERT INTO delivery_leases (token, leased_until, delivery_ids)
  SELECT $5::uuid, now() + $6::float8 * interval '1 ms', array_agg(id) FROM leased HAVING count(*) > 0
), probed AS (
  UPDATE webhook_states s SET paused_until = now() + $6::float8 * interval '1 ms'
  FROM picked p WHERE p.probe AND s.organization_id = p.organization_id AND s.webhook_id = p.webhook_id
)
SELECT (SELECT webhook_id FROM scanned OFFSET ${SCAN_MAX - 1}) AS scan_end,
  (SELECT string_agg(webhook_id::text, ',') FROM shared WHERE share = 0) AS passed_by, l.*
FROM (VALUES (1)) AS always(one) LEFT JOIN leased l ON true`;

type Leased = Omit<LeasedRow, 'body'> & { body: string | null; share: number };
type ClaimRow = { scan_end: string | null; passed_by: string | null } & (
  | Leased
  | { [column in keyof Leased]: null }
);

/** Leases due deliveries to this process. */
export async function claimDeliveries(request: ClaimRequest): Promise<Claimed> {
  const { rows: answer } = await enginePool().query<ClaimRow>({
    name: 'claim',
    text: CLAIM,
    values: [
      request.room,
      request.webhookRoom,
      request.after,
      JSON.stringify(Object.fromEntries(request.rooms)),
      request.lease.token,
      request.lease.ms,
      JSON.stringify(Object.fromEntries(request.organizationRooms)),
      request.organizationRoom,
    ],
  });
  const rows = answer.filter((row): row is Leased & ClaimRow => row.id !== null);
  const deliveries = rows.flatMap((row) =>
    row.body === null ? [] : queuedDelivery({ ...row, body: row.body }, request.lease.token),
  );
  if (deliveries.length < rows.length) await stopEmptied(request.lease.token, rows);
  const leftFor = [...filled(rows), ...(answer[0]?.passed_by?.split(',') ?? [])];
  if (rows.length < request.room) return { deliveries, next: answer[0]?.scan_end ?? null, leftFor };
  const last = rows.reduce((max, { webhook_id }) => (webhook_id > max ? webhook_id : max), NIL_UUID);
  return { deliveries, next: last, leftFor: [...leftFor, last] };
}

/** Webhooks that got all that they had room for. */
function filled(rows: readonly Leased[]): string[] {
  const left = new Map<string, number>();
  for (const { webhook_id, share } of rows) left.set(webhook_id, (left.get(webhook_id) ?? share) - 1);
  return [...left].flatMap(([id, room]) => (room <= 0 ? id : []));
}

/**
 * Of one webhook that is switched off at once: some tenth of a second of work. A backlog may be a million, which would
 * take longer than a statement may.
 */
const STOP_AT_ONCE_MAX = 5000;

/** SQL: the `place` in the queue of what waits longest for the webhooks `id` of `off`, as many as are stopped at once. */
export const firstQueuedOf = (off: string) => `
  SELECT due.place FROM ${off} AS o CROSS JOIN LATERAL (
    SELECT q.ctid AS place FROM delivery_queue q
    WHERE q.webhook_id = o.id
    ORDER BY q.webhook_id, q.due_at
    LIMIT ${STOP_AT_ONCE_MAX}
    FOR UPDATE OF q SKIP LOCKED
  ) AS due
  LIMIT ${STOP_AT_ONCE_MAX}`;

/** SQL: takes the deliveries of `unqueued` out of waiting. What was never tried is held, the rest keeps its last outcome. */
export const STOP_UNQUEUED = `
UPDATE deliveries d
SET next_attempt_at = NULL, resend_requested = false, lease_token = NULL,
  status = CASE WHEN d.status = 'pending' THEN 'held'::delivery_status ELSE d.status END
FROM unqueued u WHERE d.id = u.delivery_id AND d.organization_id = u.organization_id`;

/** What has no payload any more cannot be sent. Retention waits for what waits, so this is next to never. */
export async function stopEmptied(
  leaseToken: string,
  rows: readonly Pick<Leased, 'id' | 'organization_id' | 'body'>[],
): Promise<void> {
  await enginePool().query(
    `WITH unqueued AS (SELECT * FROM unnest($2::uuid[], $3::uuid[]) AS e(delivery_id, organization_id))
     ${STOP_UNQUEUED} AND d.lease_token = $1`,
    [
      leaseToken,
      plainArray(rows.flatMap(({ id, body }) => (body === null ? id : []))),
      plainArray(rows.flatMap(({ organization_id, body }) => (body === null ? organization_id : []))),
    ],
  );
}

/**
 * What can no longer be sent leaves the queue: its webhook is off or deleted for good, or the plan lost webhooks.
 * Normally switching off has done that already; this finds what was being sent at that moment, what was too much to be
 * stopped at once, and downgrades.
 */
export const PARK_MAX = 1000;
const PARK = `
WITH RECURSIVE waiting(webhook_id) AS (
  (SELECT q.webhook_id FROM delivery_queue q ORDER BY q.webhook_id LIMIT 1)
  UNION ALL
  SELECT n.webhook_id FROM waiting x CROSS JOIN LATERAL (
    SELECT q.webhook_id FROM delivery_queue q
    WHERE q.webhook_id > x.webhook_id ORDER BY q.webhook_id LIMIT 1) AS n
), unsendable AS MATERIALIZED (
  SELECT due.place
  FROM waiting x
  JOIN webhooks w ON w.id = x.webhook_id
  JOIN organizations o ON o.id = w.organization_id
  CROSS JOIN LATERAL (
    SELECT q.ctid AS place FROM delivery_queue q
    WHERE q.webhook_id = x.webhook_id
      AND (NOT w.enabled OR w.deleted_at < now() - interval '${UNDO_SECONDS} seconds' OR o.plan = 'basic')
    ORDER BY q.webhook_id, q.due_at
    LIMIT ${PARK_MAX}
    FOR UPDATE OF q SKIP LOCKED
  ) AS due
  LIMIT ${PARK_MAX}
), unqueued AS (
  DELETE FROM delivery_queue q USING unsendable u WHERE q.ctid = u.place
  RETURNING q.delivery_id, q.organization_id
)${STOP_UNQUEUED}`;

/** Takes up to {@link PARK_MAX} deliveries that can no longer be sent out of the queue; answers how many. */
export async function parkUnsendable(): Promise<number> {
  const { rowCount } = await enginePool().query({ name: 'park', text: PARK });
  return rowCount ?? 0;
}
