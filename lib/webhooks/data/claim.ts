import { pool } from '@/lib/db';
import { UNDO_SECONDS } from '@/lib/webhooks/core/undo';
import { plainArray } from './array-literal';
import { type LeasedDelivery, type LeasedRow, queuedDelivery, SECRET_IDS } from './leased-delivery';

/** What a process asks for. */
export interface ClaimRequest {
  /** Deliveries it can begin at once. */
  room: number;
  /** Of one webhook. */
  webhookRoom: number;
  /** Webhooks of which this process is sending already, and how many. */
  busy: ReadonlyMap<string, number>;
  /** Looks at webhooks after this id; the nil UUID begins anew. */
  after: string;
  leaseToken: string;
  leaseMs: number;
}

export interface Claimed {
  deliveries: LeasedDelivery[];
  /** Where the next claim goes on; null when this one saw every webhook with deliveries due. */
  next: string | null;
}

/** Webhooks looked at in one claim, so that its cost has a bound whatever their number is. */
const SCAN_MAX = 1000;
export const NIL_UUID = '00000000-0000-0000-0000-000000000000';

/**
 * A loose scan: from webhook to webhook on deliveries_due_idx, and at each of them only as many of its oldest due
 * deliveries as it has room for, so that neither a long backlog nor the finished deliveries cost anything.
 * What another process holds is skipped. Webhooks that are off are passed by; {@link parkUnsendable} sees to them.
 * Only the database's clock decides what is due.
 */
const CLAIM = `
WITH RECURSIVE waiting(webhook_id, first_due) AS (
  (SELECT d.webhook_id, d.next_attempt_at FROM deliveries d
    WHERE d.next_attempt_at IS NOT NULL AND d.webhook_id > $3::uuid
    ORDER BY d.webhook_id, d.next_attempt_at LIMIT 1)
  UNION ALL
  SELECT n.webhook_id, n.next_attempt_at FROM waiting x CROSS JOIN LATERAL (
    SELECT d.webhook_id, d.next_attempt_at FROM deliveries d
    WHERE d.next_attempt_at IS NOT NULL AND d.webhook_id > x.webhook_id
    ORDER BY d.webhook_id, d.next_attempt_at LIMIT 1) AS n
), scanned AS MATERIALIZED (
  SELECT webhook_id, first_due FROM waiting LIMIT ${SCAN_MAX}
), picked AS MATERIALIZED (
  SELECT due.organization_id, due.id, ready.url, ready.secret_ids
  FROM (
    SELECT w.id AS webhook_id, w.url, ${SECRET_IDS} AS secret_ids, COALESCE(b.sending, 0) AS sending
    FROM scanned x
    JOIN webhooks w ON w.id = x.webhook_id AND w.enabled AND w.deleted_at IS NULL
    JOIN organizations o ON o.id = w.organization_id AND o.plan <> 'basic'
    LEFT JOIN unnest($4::uuid[], $5::int[]) AS b(webhook_id, sending) ON b.webhook_id = x.webhook_id
    WHERE x.first_due <= now()
    -- Kept apart from what follows, so that the secrets are looked up once a webhook and not once a delivery.
    OFFSET 0
  ) AS ready
  CROSS JOIN LATERAL (
    SELECT d.organization_id, d.id FROM deliveries d
    WHERE d.webhook_id = ready.webhook_id AND d.next_attempt_at <= now()
      AND (d.leased_until IS NULL OR d.leased_until <= now())
    ORDER BY d.next_attempt_at
    LIMIT GREATEST($2::int - ready.sending, 0)
    FOR UPDATE OF d SKIP LOCKED
  ) AS due
  LIMIT $1::int
), leased AS (
  UPDATE deliveries d SET lease_token = $6::uuid, leased_until = now() + $7::float8 * interval '1 ms'
  FROM picked p, events e
  WHERE d.organization_id = p.organization_id AND d.id = p.id
    AND e.organization_id = d.organization_id AND e.id = d.event_id AND e.body IS NOT NULL
  RETURNING d.id, d.organization_id, d.webhook_id, d.event, d.test, d.attempt_count, d.retry_count, d.resend_requested,
    e.body, p.url, p.secret_ids
)
SELECT (SELECT webhook_id FROM scanned OFFSET ${SCAN_MAX - 1}) AS scan_end, l.*
FROM (VALUES (1)) AS always(one) LEFT JOIN leased l ON true`;

type ClaimRow = { scan_end: string | null } & (LeasedRow | { [column in keyof LeasedRow]: null });

/** Leases due deliveries to this process. */
export async function claimDeliveries(request: ClaimRequest): Promise<Claimed> {
  const { rows: answer } = await pool().query<ClaimRow>({
    name: 'claim',
    text: CLAIM,
    values: [
      request.room,
      request.webhookRoom,
      request.after,
      plainArray([...request.busy.keys()]),
      plainArray([...request.busy.values()]),
      request.leaseToken,
      request.leaseMs,
    ],
  });
  const rows = answer.filter((row): row is LeasedRow & ClaimRow => row.id !== null);
  const deliveries = rows.map((row) => queuedDelivery(row, request.leaseToken));
  if (rows.length < request.room) return { deliveries, next: answer[0]?.scan_end ?? null };
  const last = rows.reduce((max, { webhook_id }) => (webhook_id > max ? webhook_id : max), NIL_UUID);
  return { deliveries, next: last };
}

/**
 * What can no longer be sent leaves the queue once it is due: its webhook is off or deleted for good, the plan lost webhooks,
 * or retention removed the payload. What was never tried is held, what waited for a retry keeps its last outcome.
 * Normally switching off has done that already; this finds what was being sent at that moment, and downgrades.
 */
const PARK = `
WITH RECURSIVE waiting(webhook_id) AS (
  (SELECT d.webhook_id FROM deliveries d WHERE d.next_attempt_at IS NOT NULL ORDER BY d.webhook_id LIMIT 1)
  UNION ALL
  SELECT n.webhook_id FROM waiting x CROSS JOIN LATERAL (
    SELECT d.webhook_id FROM deliveries d
    WHERE d.next_attempt_at IS NOT NULL AND d.webhook_id > x.webhook_id ORDER BY d.webhook_id LIMIT 1) AS n
), unsendable AS (
  SELECT due.organization_id, due.id
  FROM waiting x
  JOIN webhooks w ON w.id = x.webhook_id
  JOIN organizations o ON o.id = w.organization_id
  CROSS JOIN LATERAL (
    SELECT d.organization_id, d.id FROM deliveries d
    WHERE d.webhook_id = x.webhook_id AND d.next_attempt_at <= now()
      AND (d.leased_until IS NULL OR d.leased_until <= now())
      AND (NOT w.enabled OR w.deleted_at < now() - interval '${UNDO_SECONDS} seconds' OR o.plan = 'basic'
        OR d.created_at < now() - interval '1 day'
          AND NOT EXISTS (SELECT 1 FROM events e WHERE e.organization_id = d.organization_id AND e.id = d.event_id AND e.body IS NOT NULL))
    ORDER BY d.next_attempt_at
    LIMIT 1000
    FOR UPDATE OF d SKIP LOCKED
  ) AS due
  LIMIT 1000
)
UPDATE deliveries d
SET next_attempt_at = NULL, resend_requested = false, lease_token = NULL, leased_until = NULL,
  status = CASE WHEN d.status = 'pending' THEN 'held'::delivery_status ELSE d.status END
FROM unsendable u WHERE d.organization_id = u.organization_id AND d.id = u.id`;

/** Takes up to 1,000 deliveries that can no longer be sent out of the queue; answers how many. */
export async function parkUnsendable(): Promise<number> {
  const { rowCount } = await pool().query({ name: 'park', text: PARK });
  return rowCount ?? 0;
}
