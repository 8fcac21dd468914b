import { enginePool, pool } from '@/lib/db';
import type { EventName } from '@/lib/webhooks/core/event-catalogue';
import { plainArray } from './array-literal';
import { stopEmptied } from './claim';
import {
  BEING_SENT,
  type LeasedDelivery,
  type LeasedRow,
  type NewLease,
  requestedDelivery,
  SECRET_IDS,
} from './leased-delivery';
import type { Tenant } from './tenant';

/** SQL: puts the deliveries of `back` into the queue again, those that are to be sent by themselves. */
const QUEUE_BACK = `
INSERT INTO delivery_queue (webhook_id, due_at, delivery_id, organization_id)
SELECT webhook_id, next_attempt_at, id, organization_id FROM back WHERE next_attempt_at IS NOT NULL`;

/** Gives deliveries back whose attempt has not begun or was not recorded, so that another process can take them at once. */
export async function releaseLeases(deliveries: readonly LeasedDelivery[]): Promise<void> {
  await enginePool().query(
    `WITH back AS (
       UPDATE deliveries d SET lease_token = NULL
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS i(organization_id, id, lease_token)
       WHERE d.id = i.id AND d.organization_id = i.organization_id AND d.lease_token = i.lease_token
       RETURNING d.webhook_id, d.next_attempt_at, d.id, d.organization_id
     )
     ${QUEUE_BACK}`,
    [
      plainArray(deliveries.map(({ organizationId }) => organizationId)),
      plainArray(deliveries.map(({ id }) => id)),
      plainArray(deliveries.map(({ leaseToken }) => leaseToken)),
    ],
  );
}

/** Removes a test that was not sent, as whoever asked for it is told; nobody else would ever send it. */
export async function discardTest({ organizationId, id, leaseToken }: LeasedDelivery): Promise<void> {
  // Its delivery goes with the event.
  await pool().query(
    `DELETE FROM events e USING deliveries d
     WHERE d.id = $2 AND d.organization_id = $1 AND d.lease_token = $3 AND d.test
       AND e.id = d.event_id AND e.organization_id = d.organization_id`,
    [organizationId, id, leaseToken],
  );
}

/** Lets these leases last for `ms` from now, also where they are over and nobody has taken them back yet. */
export async function renewLeases(tokens: readonly string[], ms: number): Promise<void> {
  await enginePool().query(
    `UPDATE delivery_leases SET leased_until = now() + $2::float8 * interval '1 ms' WHERE token = ANY ($1::uuid[])`,
    [plainArray(tokens), ms],
  );
}

/** What time it is for the database, which decides what is due and when a lease is over; milliseconds since 1970. */
export async function databaseTime(): Promise<number> {
  const { rows } = await enginePool().query<{ ms: number }>(
    'SELECT (extract(epoch FROM now()) * 1000)::float8 AS ms',
  );
  const [row] = rows;
  if (!row) throw new Error('the database did not say what time it is');
  return row.ms;
}

/** Leases looked at in one statement. */
const RECLAIM_MAX = 100;

/**
 * Leases of processes that are gone: what they held and did not settle is due again, under the same id. Rows that were
 * settled carry the token no more, so nothing is queued twice. A test without a result goes, as one that was not sent
 * does: whoever asked was told that it failed, it is never sent by itself, and would be on its way for ever. Answers how
 * many came back.
 */
export async function reclaimExpired(): Promise<number> {
  const { rowCount } = await enginePool().query(`
WITH expired AS MATERIALIZED (
  SELECT l.token, l.delivery_ids FROM delivery_leases l
  WHERE l.leased_until <= now() ORDER BY l.token LIMIT ${RECLAIM_MAX} FOR UPDATE SKIP LOCKED
), ended AS (
  DELETE FROM delivery_leases l USING expired x WHERE l.token = x.token
), back AS (
  UPDATE deliveries d SET lease_token = NULL
  FROM (SELECT x.token, id FROM expired x CROSS JOIN LATERAL unnest(x.delivery_ids) AS id) AS held
  WHERE d.id = held.id AND d.lease_token = held.token
  RETURNING d.webhook_id, d.next_attempt_at, d.id, d.organization_id, d.event_id, d.test AND d.attempt_count = 0 AS unknown
), forgotten AS (
  -- Their deliveries go with them.
  DELETE FROM events e USING back b
  WHERE b.unknown AND e.id = b.event_id AND e.organization_id = b.organization_id
)
${QUEUE_BACK}`);
  return rowCount ?? 0;
}

export type ResendLease =
  | { kind: 'leased'; delivery: LeasedDelivery }
  | { kind: 'not_found' }
  | { kind: 'being_sent' }
  | { kind: 'payload_removed' };

type ResendRow = { has_body: boolean } & (Omit<LeasedRow, 'body'> | { id: null });

/**
 * Leases one delivery to this process for a resend, unless somebody is sending it right now. A retry that it waits for
 * leaves the queue for as long. `deliveryId` must be a UUID.
 */
export async function leaseForResend(
  tenant: Tenant,
  deliveryId: string,
  lease: NewLease,
): Promise<ResendLease> {
  const { rows } = await enginePool().query<ResendRow>(
    `WITH waiting AS MATERIALIZED (
       -- Before the delivery, as a claim does: in the other order the two would wait for each other.
       SELECT q.delivery_id FROM deliveries d
       JOIN delivery_queue q ON q.webhook_id = d.webhook_id AND q.due_at = d.next_attempt_at AND q.delivery_id = d.id
       WHERE d.id = $2 AND d.organization_id = $1
       FOR UPDATE OF q SKIP LOCKED
     ), found AS MATERIALIZED (
       SELECT d.organization_id, d.id, d.webhook_id, d.next_attempt_at, e.body IS NOT NULL AS has_body, w.url, ${SECRET_IDS} AS secret_ids,
         e.body IS NOT NULL AND NOT ${BEING_SENT}
           AND (d.next_attempt_at IS NULL OR d.lease_token IS NOT NULL OR EXISTS (SELECT 1 FROM waiting)) AS free
       FROM deliveries d
       JOIN webhooks w ON w.organization_id = d.organization_id AND w.id = d.webhook_id AND w.deleted_at IS NULL
       JOIN events e ON e.id = d.event_id AND e.organization_id = d.organization_id
       WHERE d.id = $2 AND d.organization_id = $1
       -- Waits for whoever changes the row just now, then sees what they made of it.
       FOR UPDATE OF d
     ), unqueued AS (
       DELETE FROM delivery_queue q USING found f
       WHERE f.free AND q.webhook_id = f.webhook_id AND q.due_at = f.next_attempt_at AND q.delivery_id = f.id
     ), leased AS (
       UPDATE deliveries d SET lease_token = $3
       FROM found f
       WHERE f.free AND d.id = f.id AND d.organization_id = f.organization_id
       RETURNING d.id, d.organization_id, d.webhook_id, d.event, d.test, d.attempt_count, d.retry_count, d.resend_requested, d.mask
     ), new_lease AS (
       INSERT INTO delivery_leases (token, leased_until, delivery_ids)
       SELECT $3, now() + $4::float8 * interval '1 ms', ARRAY[id] FROM leased
     )
     SELECT l.*, f.has_body, f.url, f.secret_ids FROM found f LEFT JOIN leased l ON true`,
    [tenant.organizationId, deliveryId, lease.token, lease.ms],
  );
  const [row] = rows;
  if (!row) return { kind: 'not_found' };
  if (!row.has_body) return { kind: 'payload_removed' };
  if (row.id === null) return { kind: 'being_sent' };
  // Only now, as an erasure may have been what the row was waited for, and what was read before that is still there.
  const body = await bodyOf(tenant, deliveryId);
  if (body === null) {
    await stopEmptied(lease.token, [{ ...row, body }]);
    return { kind: 'payload_removed' };
  }
  return { kind: 'leased', delivery: requestedDelivery({ ...row, body }, lease.token, 'resend') };
}

async function bodyOf(tenant: Tenant, deliveryId: string): Promise<string | null> {
  const { rows } = await enginePool().query<{ body: string | null }>(
    `SELECT e.body FROM deliveries d
     JOIN events e ON e.id = d.event_id AND e.organization_id = d.organization_id
     WHERE d.id = $2 AND d.organization_id = $1`,
    [tenant.organizationId, deliveryId],
  );
  return rows[0]?.body ?? null;
}

/** A test event with its one delivery, both made by the panel. */
export interface NewTest {
  webhookId: string;
  eventId: string;
  deliveryId: string;
  event: EventName;
  timestamp: Date;
  subjectId: string;
  body: string;
}

/** Inserts a test under lease to this process; null when there is no such webhook. `webhookId` must be a UUID. */
export async function insertTest(
  tenant: Tenant,
  test: NewTest,
  lease: NewLease,
): Promise<LeasedDelivery | null> {
  const { rows } = await pool().query<Pick<LeasedRow, 'url' | 'secret_ids' | 'mask'>>(
    `WITH target AS (
       SELECT w.id, w.url, w.mask, ${SECRET_IDS} AS secret_ids FROM webhooks w
       WHERE w.organization_id = $1 AND w.id = $2 AND w.deleted_at IS NULL
     ), new_event AS (
       INSERT INTO events (id, organization_id, event, "timestamp", subject_id, test, body)
       SELECT $3, $1, $5, $6, $7, true, $8 FROM target
     ), new_delivery AS (
       INSERT INTO deliveries (id, organization_id, webhook_id, event_id, event, subject_id, test, status, lease_token, mask)
       SELECT $4, $1, $2, $3, $5, $7, true, 'pending', $9, mask FROM target
     ), new_lease AS (
       INSERT INTO delivery_leases (token, leased_until, delivery_ids)
       SELECT $9, now() + $10::float8 * interval '1 ms', ARRAY[$4::uuid] FROM target
     )
     SELECT url, secret_ids, mask FROM target`,
    [
      tenant.organizationId,
      test.webhookId,
      test.eventId,
      test.deliveryId,
      test.event,
      test.timestamp,
      test.subjectId,
      test.body,
      lease.token,
      lease.ms,
    ],
  );
  const [row] = rows;
  if (!row) return null;
  const inserted: LeasedRow = {
    id: test.deliveryId,
    organization_id: tenant.organizationId,
    webhook_id: test.webhookId,
    event: test.event,
    test: true,
    body: test.body,
    mask: row.mask,
    url: row.url,
    secret_ids: row.secret_ids,
    attempt_count: 0,
    retry_count: 0,
    resend_requested: false,
  };
  return requestedDelivery(inserted, lease.token, 'test');
}
