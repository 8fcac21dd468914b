import { Prisma } from '@/lib/generated/prisma/client';
import { plainArray } from './array-literal';
import type { DeliverySelection } from './delivery-counts';
import { BEING_SENT } from './leased-delivery';
import type { Session } from './session';
import type { Tenant } from './tenant';
import type { Transaction } from './transaction';

/**
 * SQL: deliveries `d` that can be queued again, to be narrowed by AND. What is being sent right now, is just being
 * claimed, or was left by a process that is gone, comes to its end by itself. `waiting` is joined, as it may be long:
 * one that is looked through for each delivery took more than the statement's time from some hundred thousand on.
 */
const THAT_CAN_BE_QUEUED = `
FROM deliveries d
JOIN events e ON e.id = d.event_id AND e.organization_id = d.organization_id
LEFT JOIN waiting ON waiting.delivery_id = d.id
WHERE e.body IS NOT NULL AND NOT d.test AND NOT ${BEING_SENT}
  AND (d.next_attempt_at IS NULL OR waiting.delivery_id IS NOT NULL)`;

/** SQL: deliveries `d` with their places `q` in the queue, to be narrowed by WHERE. */
const WITH_PLACE = `
FROM deliveries d
JOIN delivery_queue q ON q.webhook_id = d.webhook_id AND q.due_at = d.next_attempt_at AND q.delivery_id = d.id`;

/**
 * SQL: puts the deliveries of `chosen` into the queue as resends, due now. Those of them that wait in it already are
 * locked there first (`waiting`), as by a claim: in the other order one that runs at the same time and this statement
 * would wait for each other.
 */
const QUEUE_CHOSEN = `
moved AS (
  UPDATE delivery_queue q SET due_at = now() FROM chosen c
  WHERE q.webhook_id = c.webhook_id AND q.due_at = c.next_attempt_at AND q.delivery_id = c.id
), joined AS (
  INSERT INTO delivery_queue (webhook_id, due_at, delivery_id, organization_id)
  SELECT webhook_id, now(), id, organization_id FROM chosen WHERE next_attempt_at IS NULL
)
UPDATE deliveries d
SET next_attempt_at = now(), resend_requested = true, lease_token = NULL,
  status = CASE WHEN d.status = 'held' THEN 'pending'::delivery_status ELSE d.status END
FROM chosen c WHERE d.id = c.id AND d.organization_id = c.organization_id`;

/**
 * Puts deliveries into the queue as resends, due now, and answers how many. Tests, what is being sent right now and
 * what retention emptied are left out. `webhookId` must be a UUID.
 */
export async function queueAgain(
  tenant: Tenant,
  tx: Transaction,
  webhookId: string,
  selection: DeliverySelection,
): Promise<number> {
  const { statuses, event = null, since = null, until = null } = selection;
  const wanted = Prisma.sql`d.organization_id = ${tenant.organizationId}::uuid AND d.webhook_id = ${webhookId}::uuid
        AND d.trouble = ANY (${statuses}::text[])
        AND (${event}::text IS NULL OR d.event = ${event})
        AND (${since}::timestamptz IS NULL OR d.created_at >= ${since}::timestamptz)
        AND (${until}::timestamptz IS NULL OR d.created_at < ${until}::timestamptz)`;
  return tx.$executeRaw`
    WITH waiting AS MATERIALIZED (
      SELECT q.delivery_id ${Prisma.raw(WITH_PLACE)}
      WHERE ${wanted}
      FOR UPDATE OF q SKIP LOCKED
    ), chosen AS MATERIALIZED (
      SELECT d.id, d.organization_id, d.webhook_id, d.next_attempt_at ${Prisma.raw(THAT_CAN_BE_QUEUED)}
        AND ${wanted}
      -- One order in all that do so, so that two of them cannot wait for each other.
      ORDER BY d.id
      FOR UPDATE OF d
    ), ${Prisma.raw(QUEUE_CHOSEN)}`;
}

/** As {@link queueAgain} for those of `ids` that have not arrived, in the transaction of a job. */
export async function queueAgainIds(
  session: Session,
  organizationId: string,
  ids: readonly string[],
): Promise<void> {
  await session.query(
    `WITH waiting AS MATERIALIZED (
       SELECT q.delivery_id ${WITH_PLACE}
       WHERE d.id = ANY ($2::uuid[]) AND d.organization_id = $1
       FOR UPDATE OF q SKIP LOCKED
     ), chosen AS MATERIALIZED (
       SELECT d.id, d.organization_id, d.webhook_id, d.next_attempt_at ${THAT_CAN_BE_QUEUED}
         AND d.id = ANY ($2::uuid[]) AND d.organization_id = $1 AND d.trouble IS NOT NULL
       ORDER BY d.id
       FOR UPDATE OF d
     ), ${QUEUE_CHOSEN}`,
    [organizationId, plainArray(ids)],
  );
}

/** Removes what is held for a webhook and answers how many. `webhookId` must be a UUID. */
export async function deleteHeld(tenant: Tenant, tx: Transaction, webhookId: string): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM deliveries d
    WHERE d.organization_id = ${tenant.organizationId}::uuid AND d.webhook_id = ${webhookId}::uuid
      AND d.trouble = 'held' AND NOT ${Prisma.raw(BEING_SENT)}`;
}

/** As {@link deleteHeld} for these deliveries alone, in the transaction of a job. */
export async function deleteHeldIds(
  session: Session,
  organizationId: string,
  ids: readonly string[],
): Promise<void> {
  await session.query(
    `DELETE FROM deliveries d
     WHERE d.id = ANY ($2::uuid[]) AND d.organization_id = $1 AND d.trouble = 'held' AND NOT ${BEING_SENT}`,
    [organizationId, plainArray(ids)],
  );
}
