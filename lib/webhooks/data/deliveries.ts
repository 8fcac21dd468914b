import { prisma } from '@/lib/db';
import { type Attempt, type Delivery, Prisma } from '@/lib/generated/prisma/client';
import { type DeliveryCursor, encodeCursor } from '@/lib/webhooks/core/delivery-cursor';
import { FAILURE_CODES } from '@/lib/webhooks/core/delivery-state';
import { isEventName } from '@/lib/webhooks/core/event-catalogue';
import type { AttemptDto, DeliveryDetailDto, DeliveryDto, DeliveryQuery, Page } from '@/lib/webhooks/schemas';
import type { Tenant } from './tenant';
import type { Transaction } from './transaction';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type DeliveryRow = Pick<
  Delivery,
  | 'id'
  | 'webhookId'
  | 'eventId'
  | 'event'
  | 'status'
  | 'test'
  | 'attemptCount'
  | 'nextAttemptAt'
  | 'statusCode'
  | 'createdAt'
  | 'subjectId'
>;

function deliveryDtoOf(row: DeliveryRow): DeliveryDto {
  if (!isEventName(row.event)) throw new Error('a delivery of an event outside the catalogue');
  return {
    id: row.id,
    webhook_id: row.webhookId,
    event_id: row.eventId,
    event: row.event,
    status: row.status,
    test: row.test,
    attempt_count: row.attemptCount,
    next_attempt_at: row.nextAttemptAt?.toISOString() ?? null,
    status_code: row.statusCode,
    created_at: row.createdAt.toISOString(),
    subject_id: row.subjectId,
  };
}

function attemptDtoOf(row: Attempt): AttemptDto {
  return {
    number: row.number,
    trigger: row.trigger,
    outcome: row.outcome,
    code: FAILURE_CODES.find((code) => code === row.code) ?? null,
    status_code: row.statusCode,
    started_at: row.startedAt.toISOString(),
    duration_ms: row.durationMs,
    phases: { dns: row.dnsMs, connect: row.connectMs, tls: row.tlsMs, first_byte: row.firstByteMs },
    request_headers: JSON.parse(row.requestHeaders) as Record<string, string>,
    response_headers:
      row.responseHeaders === null ? null : (JSON.parse(row.responseHeaders) as Record<string, string>),
    response_body: row.responseBody,
    response_truncated: row.responseTruncated,
    remote_address: row.remoteAddress,
  };
}

/** One delivery with what was sent and every attempt; null when it, or its webhook, is not there for this organisation. `id` must be a UUID. */
export async function findDeliveryDetail(tenant: Tenant, id: string): Promise<DeliveryDetailDto | null> {
  const row = await prisma().delivery.findFirst({
    where: { organizationId: tenant.organizationId, id, webhook: { deletedAt: null } },
    include: { sourceEvent: { select: { body: true } }, attempts: { orderBy: { number: 'asc' } } },
  });
  if (!row) return null;
  return {
    ...deliveryDtoOf(row),
    request_body: row.sourceEvent.body,
    attempts: row.attempts.map(attemptDtoOf),
  };
}

/**
 * What `q` finds, each way on an index of its own: an e-mail address the customer's deliveries, an id the
 * delivery itself or those of the call or customer.
 */
function search(tenant: Tenant, webhookId: string, q: string): Prisma.Sql {
  if (q.includes('@'))
    return Prisma.sql`d.event_id IN (
      SELECT e.id FROM events e
      WHERE e.organization_id = ${tenant.organizationId}::uuid AND e.customer_email = ${q.toLowerCase()})`;
  if (!UUID.test(q)) return Prisma.sql`d.subject_id = ${q}`;
  // Two lookups instead of an OR, which would walk the history for want of a common index.
  return Prisma.sql`d.id IN (
    SELECT ${q}::uuid
    UNION ALL
    SELECT s.id FROM deliveries s
    WHERE s.organization_id = ${tenant.organizationId}::uuid AND s.webhook_id = ${webhookId}::uuid
      AND s.subject_id IN (${q}, ${q.toLowerCase()}))`;
}

/** The filters of the history: `since` counts, `until` no longer; the page begins behind `after`. */
export type HistoryQuery = Omit<DeliveryQuery, 'cursor' | 'limit'> & {
  after: DeliveryCursor | null;
  limit: number;
};

/** The one statement of the history; apart, so that a test can ask the planner about it. */
export function historyStatement(tenant: Tenant, webhookId: string, query: HistoryQuery): Prisma.Sql {
  const where = [
    Prisma.sql`d.organization_id = ${tenant.organizationId}::uuid`,
    Prisma.sql`d.webhook_id = ${webhookId}::uuid`,
    ...(query.status ? [Prisma.sql`d.status = ${query.status}::delivery_status`] : []),
    ...(query.event ? [Prisma.sql`d.event = ${query.event}`] : []),
    ...(query.test === undefined ? [] : [query.test ? Prisma.sql`d.test` : Prisma.sql`NOT d.test`]),
    ...(query.since ? [Prisma.sql`d.created_at >= ${query.since}::timestamptz`] : []),
    ...(query.until ? [Prisma.sql`d.created_at < ${query.until}::timestamptz`] : []),
    ...(query.q ? [search(tenant, webhookId, query.q)] : []),
    ...(query.after
      ? [Prisma.sql`(d.created_at, d.id) < (${query.after.createdAt}::timestamptz, ${query.after.id}::uuid)`]
      : []),
  ];
  return Prisma.sql`
    SELECT d.id, d.webhook_id AS "webhookId", d.event_id AS "eventId", d.event, d.status, d.test,
      d.attempt_count AS "attemptCount", d.next_attempt_at AS "nextAttemptAt", d.status_code AS "statusCode",
      d.created_at AS "createdAt", d.subject_id AS "subjectId"
    FROM deliveries d
    WHERE ${Prisma.join(where, ' AND ')}
    ORDER BY d.created_at DESC, d.id DESC
    LIMIT ${query.limit + 1}`;
}

/** A page of a webhook's history, the newest first. The webhook must have been found before. */
export async function findDeliveries(
  tenant: Tenant,
  webhookId: string,
  query: HistoryQuery,
): Promise<Page<DeliveryDto>> {
  const rows = await prisma().$queryRaw<DeliveryRow[]>(historyStatement(tenant, webhookId, query));
  const items = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? items.at(-1) : undefined;
  return { items: items.map(deliveryDtoOf), next_cursor: last ? encodeCursor(last) : null };
}

/**
 * When a webhook is switched off: what waits for a retry keeps its outcome and is not tried again, and what was
 * never tried is held, as if it had come after.
 */
export async function stopWaiting(tenant: Tenant, tx: Transaction, webhookId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE deliveries
    SET next_attempt_at = NULL,
      status = CASE WHEN status = 'pending' THEN 'held'::delivery_status ELSE status END
    WHERE organization_id = ${tenant.organizationId}::uuid AND webhook_id = ${webhookId}::uuid
      AND next_attempt_at IS NOT NULL
      -- What is being sent right now is settled by its sender, or found by the engine once its lease is over.
      AND (leased_until IS NULL OR leased_until <= now())`;
}
