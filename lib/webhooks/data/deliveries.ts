import { prisma } from '@/lib/db';
import { type Attempt, type Delivery, Prisma } from '@/lib/generated/prisma/client';
import { type DeliveryCursor, encodeCursor } from '@/lib/webhooks/core/delivery-cursor';
import { type DeliveryStatus, FAILURE_CODES } from '@/lib/webhooks/core/delivery-state';
import { isEventName } from '@/lib/webhooks/core/event-catalogue';
import { maskedBody, maskedFields, maskOf } from '@/lib/webhooks/core/mask';
import { isUuid } from '@/lib/webhooks/core/uuid';
import type { AttemptDto, DeliveryDetailDto, DeliveryDto, Page } from '@/lib/webhooks/dtos';
import type { DeliveryQuery } from '@/lib/webhooks/schemas';
import { firstQueuedOf, STOP_UNQUEUED } from './claim';
import { BEING_SENT } from './leased-delivery';
import { storedHeaders } from './stored-headers';
import type { Tenant } from './tenant';
import type { Transaction } from './transaction';

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
> & { beingSent: boolean };

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
    being_sent: row.beingSent,
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
    request_headers: storedHeaders(row.requestHeaders),
    response_headers: row.responseHeaders === null ? null : storedHeaders(row.responseHeaders),
    response_body: row.responseBody,
    response_truncated: row.responseTruncated,
    remote_address: row.remoteAddress,
  };
}

/**
 * Attempts that somebody asked for and that are told, the newest of them: each may have some fifty kilobytes of an answer,
 * and a script may ask for thousands. Those that the schedule made are few, and told in any case.
 */
const REQUESTED_SHOWN_MAX = 100;

/** One delivery with what was sent and its attempts; null when it, or its webhook, is not there for this organisation. `id` must be a UUID. */
export async function findDeliveryDetail(tenant: Tenant, id: string): Promise<DeliveryDetailDto | null> {
  const { organizationId } = tenant;
  const row = await prisma().delivery.findUnique({ where: { id_organizationId: { id, organizationId } } });
  if (!row) return null;
  const [webhook, event, attempts, beingSent] = await Promise.all([
    prisma().webhook.findFirst({
      where: { organizationId, id: row.webhookId, deletedAt: null },
      select: { id: true },
    }),
    prisma().event.findUnique({
      where: { id_organizationId: { id: row.eventId, organizationId } },
      select: { body: true },
    }),
    prisma().attempt.findMany({
      where: {
        deliveryId: id,
        organizationId,
        OR: [
          { number: { gt: row.attemptCount - REQUESTED_SHOWN_MAX } },
          { trigger: { in: ['event', 'retry'] } },
        ],
      },
      orderBy: { number: 'asc' },
    }),
    row.leaseToken !== null && isBeingSent(tenant, id),
  ]);
  if (!webhook) return null;
  const delivery = deliveryDtoOf({ ...row, beingSent });
  return {
    ...delivery,
    mask: maskedFields(row.mask),
    request_body: event?.body ? maskedBody(delivery.event, event.body, row.mask) : null,
    attempts: attempts.map(attemptDtoOf),
  };
}

async function isBeingSent(tenant: Tenant, id: string): Promise<boolean> {
  const [row] = await prisma().$queryRaw<{ sent: boolean }[]>`
    SELECT ${Prisma.raw(BEING_SENT)} AS sent FROM deliveries d
    WHERE d.id = ${id}::uuid AND d.organization_id = ${tenant.organizationId}::uuid`;
  return row?.sent ?? false;
}

/**
 * What `q` finds, each way on an index of its own: an e-mail address or an id finds the events of that customer or
 * call, a delivery's id itself, and the id of an event, by which the call system knows it, what was made of that. By an
 * e-mail address, no delivery is found that masks it.
 */
function search(tenant: Tenant, q: string): Prisma.Sql {
  const ofEvents = (condition: Prisma.Sql) => Prisma.sql`d.event_id IN (
    SELECT e.id FROM events e WHERE ${condition} AND e.organization_id = ${tenant.organizationId}::uuid)`;
  if (q.includes('@'))
    return Prisma.sql`${ofEvents(Prisma.sql`e.customer_email = ${q.toLowerCase()}`)}
      AND coalesce(d.mask, 0) & ${maskOf(['email'])}::int = 0`;
  if (!isUuid(q)) return ofEvents(Prisma.sql`e.subject_id = ${q}`);
  // Three lookups instead of an OR, which would walk the history for want of a common index.
  return Prisma.sql`d.id IN (
    SELECT ${q}::uuid
    UNION ALL
    SELECT s.id FROM deliveries s WHERE s.event_id = ${q}::uuid
    UNION ALL
    SELECT s.id FROM events e JOIN deliveries s ON s.event_id = e.id AND s.organization_id = e.organization_id
    WHERE e.subject_id IN (${q}, ${q.toLowerCase()}) AND e.organization_id = ${tenant.organizationId}::uuid)`;
}

/** Up to so many deliveries in the queue of a webhook, the pending ones are looked up there. */
const QUEUED_FEW = 20_000;

/**
 * Whether the pending deliveries of a webhook are best found from the queue and the leases, where each of them is. With
 * more than that they are many in the history too, and soon met on the way through it.
 */
async function fewQueued(webhookId: string): Promise<boolean> {
  const [row] = await prisma().$queryRaw<{ few: boolean }[]>`
    SELECT count(*) <= ${QUEUED_FEW} AS few
    FROM (SELECT 1 FROM delivery_queue WHERE webhook_id = ${webhookId}::uuid LIMIT ${QUEUED_FEW + 1}) AS queued`;
  return row?.few ?? false;
}

const inQueueOrSent = (webhookId: string) => Prisma.sql`d.id = ANY (ARRAY(
  SELECT q.delivery_id FROM delivery_queue q WHERE q.webhook_id = ${webhookId}::uuid
  UNION ALL SELECT unnest(l.delivery_ids) FROM delivery_leases l))`;

/**
 * A status in the words of the index that has it. `success` and `pending` have none, so that a success changes no index:
 * the first is found on the way through the history by time, which is long only where successes are rare.
 */
function ofStatus(status: DeliveryStatus, webhookId: string, few: boolean): Prisma.Sql {
  switch (status) {
    case 'success':
      return Prisma.sql`d.status = 'success'`;
    case 'pending':
      return few
        ? Prisma.sql`d.status = 'pending' AND ${inQueueOrSent(webhookId)}`
        : Prisma.sql`d.status = 'pending'`;
    default:
      return Prisma.sql`d.trouble = ${status}`;
  }
}

/** The filters of the history: `since` counts, `until` no longer; the page begins behind `after`. */
export type HistoryQuery = Omit<DeliveryQuery, 'cursor' | 'limit'> & {
  after: DeliveryCursor | null;
  limit: number;
};

/**
 * The one statement of the history; apart, so that a test can ask the planner about it.
 * @param few whether the queue has few deliveries of the webhook
 */
export function historyStatement(
  tenant: Tenant,
  webhookId: string,
  query: HistoryQuery,
  few: boolean,
): Prisma.Sql {
  const where = [
    Prisma.sql`d.organization_id = ${tenant.organizationId}::uuid`,
    Prisma.sql`d.webhook_id = ${webhookId}::uuid`,
    ...(query.status ? [ofStatus(query.status, webhookId, few)] : []),
    ...(query.event ? [Prisma.sql`d.event = ${query.event}`] : []),
    ...(query.test === undefined ? [] : [query.test ? Prisma.sql`d.test` : Prisma.sql`NOT d.test`]),
    ...(query.since ? [Prisma.sql`d.created_at >= ${query.since}::timestamptz`] : []),
    ...(query.until ? [Prisma.sql`d.created_at < ${query.until}::timestamptz`] : []),
    ...(query.q ? [search(tenant, query.q)] : []),
    ...(query.after
      ? [Prisma.sql`(d.created_at, d.id) < (${query.after.createdAt}::timestamptz, ${query.after.id}::uuid)`]
      : []),
  ];
  return Prisma.sql`
    SELECT d.id, d.webhook_id AS "webhookId", d.event_id AS "eventId", d.event, d.status, d.test,
      d.attempt_count AS "attemptCount", d.next_attempt_at AS "nextAttemptAt", d.status_code AS "statusCode",
      d.created_at AS "createdAt", d.subject_id AS "subjectId", ${Prisma.raw(BEING_SENT)} AS "beingSent"
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
  const few = query.status === 'pending' && (await fewQueued(webhookId));
  const rows = await prisma().$queryRaw<DeliveryRow[]>(historyStatement(tenant, webhookId, query, few));
  const items = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? items.at(-1) : undefined;
  return { items: items.map(deliveryDtoOf), next_cursor: last ? encodeCursor(last) : null };
}

/**
 * When a webhook is switched off: what waits for a retry keeps its outcome and is not tried again, and what was
 * never tried is held, as if it had come after. Of a long backlog the rest follows within seconds, by the engine.
 */
export async function stopWaiting(tenant: Tenant, tx: Transaction, webhookId: string): Promise<void> {
  // What is being sent right now is settled by its sender, and found by the engine when it is to be tried again.
  await tx.$executeRaw`
    WITH off AS (
      SELECT id FROM webhooks WHERE organization_id = ${tenant.organizationId}::uuid AND id = ${webhookId}::uuid
    ), unqueued AS (
      DELETE FROM delivery_queue q USING (${Prisma.raw(firstQueuedOf('off'))}) AS f WHERE q.ctid = f.place
      RETURNING q.delivery_id, q.organization_id
    )${Prisma.raw(STOP_UNQUEUED)}`;
}
