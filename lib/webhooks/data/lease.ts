import { pool } from '@/lib/db';
import type { EventName } from '@/lib/webhooks/core/event-catalogue';
import { plainArray } from './array-literal';
import { type LeasedDelivery, type LeasedRow, requestedDelivery, SECRET_IDS } from './leased-delivery';
import type { Tenant } from './tenant';

/** Gives deliveries back whose attempt has not begun, so that another process can take them at once. */
export async function releaseLeases(deliveries: readonly LeasedDelivery[]): Promise<void> {
  await pool().query(
    `UPDATE deliveries d SET lease_token = NULL, leased_until = NULL
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS i(organization_id, id, lease_token)
     WHERE d.organization_id = i.organization_id AND d.id = i.id AND d.lease_token = i.lease_token`,
    [
      plainArray(deliveries.map(({ organizationId }) => organizationId)),
      plainArray(deliveries.map(({ id }) => id)),
      plainArray(deliveries.map(({ leaseToken }) => leaseToken)),
    ],
  );
}

export type ResendLease =
  | { kind: 'leased'; delivery: LeasedDelivery }
  | { kind: 'not_found' }
  | { kind: 'being_sent' }
  | { kind: 'payload_removed' };

type ResendRow = { body: string | null } & (Omit<LeasedRow, 'body'> | { id: null });

/**
 * Leases one delivery to this process for a resend, unless somebody is sending it right now.
 * `deliveryId` must be a UUID.
 */
export async function leaseForResend(
  tenant: Tenant,
  deliveryId: string,
  lease: { token: string; ms: number },
): Promise<ResendLease> {
  const { rows } = await pool().query<ResendRow>(
    `WITH found AS (
       SELECT d.organization_id, d.id, e.body, w.url, ${SECRET_IDS} AS secret_ids
       FROM deliveries d
       JOIN webhooks w ON w.organization_id = d.organization_id AND w.id = d.webhook_id AND w.deleted_at IS NULL
       JOIN events e ON e.organization_id = d.organization_id AND e.id = d.event_id
       WHERE d.organization_id = $1 AND d.id = $2
       -- Waits for whoever changes the row just now, then sees what they made of it.
       FOR UPDATE OF d
     ), leased AS (
       UPDATE deliveries d SET lease_token = $3, leased_until = now() + $4::float8 * interval '1 ms'
       FROM found f
       WHERE d.organization_id = f.organization_id AND d.id = f.id AND f.body IS NOT NULL
         AND (d.leased_until IS NULL OR d.leased_until <= now())
       RETURNING d.id, d.organization_id, d.webhook_id, d.event, d.test, d.attempt_count, d.retry_count, d.resend_requested
     )
     SELECT l.*, f.body, f.url, f.secret_ids FROM found f LEFT JOIN leased l ON true`,
    [tenant.organizationId, deliveryId, lease.token, lease.ms],
  );
  const [row] = rows;
  if (!row) return { kind: 'not_found' };
  const { body } = row;
  if (body === null) return { kind: 'payload_removed' };
  if (row.id === null) return { kind: 'being_sent' };
  return { kind: 'leased', delivery: requestedDelivery({ ...row, body }, lease.token, 'resend') };
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
  lease: { token: string; ms: number },
): Promise<LeasedDelivery | null> {
  const { rows } = await pool().query<{ url: string; secret_ids: string }>(
    `WITH target AS (
       SELECT w.id, w.url, ${SECRET_IDS} AS secret_ids FROM webhooks w
       WHERE w.organization_id = $1 AND w.id = $2 AND w.deleted_at IS NULL
     ), new_event AS (
       INSERT INTO events (id, organization_id, event, "timestamp", subject_id, test, body)
       SELECT $3, $1, $5, $6, $7, true, $8 FROM target
     ), new_delivery AS (
       INSERT INTO deliveries (id, organization_id, webhook_id, event_id, event, subject_id, test, status, lease_token, leased_until)
       SELECT $4, $1, $2, $3, $5, $7, true, 'pending', $9, now() + $10::float8 * interval '1 ms' FROM target
     )
     SELECT url, secret_ids FROM target`,
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
    url: row.url,
    secret_ids: row.secret_ids,
    attempt_count: 0,
    retry_count: 0,
    resend_requested: false,
  };
  return requestedDelivery(inserted, lease.token, 'test');
}
