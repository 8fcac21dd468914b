import { pool } from '@/lib/db';
import { Prisma } from '@/lib/generated/prisma/client';
import { STOP_UNQUEUED } from './claim';
import { BEING_SENT } from './leased-delivery';
import { systemTenant, type Tenant } from './tenant';
import { deleteTestMessages } from './test-address';
import { MANY_ROWS_MS, type Transaction, transaction } from './transaction';

/**
 * What a process has taken for sending cannot be called back when its event is erased, and the answer to it may repeat
 * all of it. Such events are written down in the transaction that erases them, until their last answer is gone.
 */

/** SQL: so long after its last look whoever erased a customer is taken for gone. Not now(), which is when the transaction began. */
const LOOKED_AFTER = Prisma.sql`clock_timestamp() + interval '10 seconds'`;
/** Events that are looked after in one transaction. */
const TAKEN_MAX = 100;

const ofEvents = ({ organizationId }: Tenant, eventIds: readonly string[]) =>
  Prisma.sql`d.event_id = ANY (${eventIds}::uuid[]) AND d.organization_id = ${organizationId}::uuid`;

/**
 * Withdraws the deliveries of events that this transaction, or one before it, has emptied, all but those that are being
 * sent or may be about to. `late` are the events with such ones, `withdrawn` counts what waited.
 *
 * Nobody is waited for, so nobody can wait for us while we wait for them: as a claim does, this locks first what waits
 * in the queue and then the deliveries, and passes over what is locked. What it has locked, without a lease, is sent by
 * nobody any more: a claim sends only what it finds in the queue, out of which this takes it, and whoever leases one for
 * a resend looks for its payload once more afterwards (`leaseForResend`). A lease that is over is void from here on.
 */
export async function withdrawErased(
  tenant: Tenant,
  tx: Transaction,
  eventIds: readonly string[],
): Promise<{ withdrawn: number; late: string[] }> {
  const [row] = await tx.$queryRaw<{ withdrawn: number; late: string[] }[]>`
    WITH waiting AS MATERIALIZED (
      SELECT q.ctid AS place, q.delivery_id FROM deliveries d
      JOIN delivery_queue q ON q.webhook_id = d.webhook_id AND q.due_at = d.next_attempt_at AND q.delivery_id = d.id
      WHERE ${ofEvents(tenant, eventIds)}
      FOR UPDATE OF q SKIP LOCKED
    ), held AS MATERIALIZED (
      SELECT d.id, d.organization_id, waiting.place, d.next_attempt_at, d.lease_token,
        NOT ${Prisma.raw(BEING_SENT)}
          AND (d.next_attempt_at IS NULL OR d.lease_token IS NOT NULL OR waiting.delivery_id IS NOT NULL) AS idle
      FROM deliveries d LEFT JOIN waiting ON waiting.delivery_id = d.id
      WHERE ${ofEvents(tenant, eventIds)}
      ORDER BY d.id
      FOR UPDATE OF d SKIP LOCKED
    ), unqueued AS MATERIALIZED (
      SELECT id AS delivery_id, organization_id, place, next_attempt_at FROM held
      WHERE idle AND (next_attempt_at IS NOT NULL OR lease_token IS NOT NULL)
    ), removed AS (
      DELETE FROM delivery_queue q USING unqueued u WHERE q.ctid = u.place
    ), stopped AS (${Prisma.raw(STOP_UNQUEUED)})
    SELECT (SELECT count(next_attempt_at)::int FROM unqueued) AS withdrawn,
      ARRAY(
        SELECT DISTINCT d.event_id FROM deliveries d
        WHERE ${ofEvents(tenant, eventIds)} AND NOT EXISTS (SELECT 1 FROM held WHERE held.idle AND held.id = d.id)
      ) AS late`;
  return row ?? { withdrawn: 0, late: [] };
}

/**
 * Removes what receivers have answered to these events, and the customer's id beside their deliveries; answers how many
 * answers. To be asked after {@link withdrawErased}: what has ended until then is seen. What is locked is passed over, it
 * is late.
 */
export async function emptyAnswers(
  tenant: Tenant,
  tx: Transaction,
  eventIds: readonly string[],
): Promise<number> {
  return tx.$executeRaw`
    WITH held AS MATERIALIZED (
      SELECT d.id, d.organization_id FROM deliveries d
      WHERE ${ofEvents(tenant, eventIds)}
      ORDER BY d.id
      FOR UPDATE OF d SKIP LOCKED
    ), nameless AS (
      UPDATE deliveries d SET subject_id = NULL FROM held
      WHERE d.id = held.id AND d.organization_id = held.organization_id
        AND d.event = 'customer.created' AND d.subject_id IS NOT NULL
    )
    UPDATE attempts a SET response_body = NULL, response_headers = NULL FROM held
    WHERE a.delivery_id = held.id AND a.organization_id = held.organization_id
      AND (a.response_body IS NOT NULL OR a.response_headers IS NOT NULL)`;
}

/**
 * Writes down that answers to these events may still come.
 * @param customer keyed hash of whose they were
 */
export async function expectLateAnswers(
  tenant: Tenant,
  tx: Transaction,
  customer: string,
  eventIds: readonly string[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO late_answers (event_id, organization_id, customer, looked_after_until)
    SELECT id, ${tenant.organizationId}::uuid, ${customer}, ${LOOKED_AFTER} FROM unnest(${eventIds}::uuid[]) AS id`;
}

/** What was removed of late answers, and for how many events none will follow. */
export interface LateErased {
  answers: number;
  ended: number;
}

/** @param eventIds of which this transaction has locked what is written down */
async function lookAfter(tenant: Tenant, tx: Transaction, eventIds: readonly string[]): Promise<LateErased> {
  const { late } = await withdrawErased(tenant, tx, eventIds);
  const answers = await emptyAnswers(tenant, tx, eventIds);
  const ended = await tx.$executeRaw`
    DELETE FROM late_answers
    WHERE organization_id = ${tenant.organizationId}::uuid AND event_id = ANY (${eventIds}::uuid[])
      AND NOT event_id = ANY (${late}::uuid[])`;
  await tx.$executeRaw`
    UPDATE late_answers SET looked_after_until = ${LOOKED_AFTER}
    WHERE organization_id = ${tenant.organizationId}::uuid AND event_id = ANY (${late}::uuid[])`;
  // The test address is a receiver like others.
  if (ended > 0) await deleteTestMessages(tenant, tx);
  return { answers, ended };
}

/**
 * Removes what has been answered to a customer's events since they were erased, and goes on being who looks after that.
 * `areAll`: nothing follows any more.
 * @param customer keyed hash
 */
export async function eraseLateAnswers(
  tenant: Tenant,
  customer: string,
): Promise<{ answers: number; areAll: boolean }> {
  const theirs = Prisma.sql`organization_id = ${tenant.organizationId}::uuid AND customer = ${customer}`;
  return transaction(
    async (tx) => {
      const rows = await tx.$queryRaw<{ id: string }[]>`
        SELECT event_id AS id FROM late_answers WHERE ${theirs} FOR UPDATE SKIP LOCKED`;
      const ids = rows.map(({ id }) => id);
      const { answers } = ids.length > 0 ? await lookAfter(tenant, tx, ids) : { answers: 0 };
      // Those too that another process has in hand.
      const left = await tx.$queryRaw<unknown[]>`SELECT 1 FROM late_answers WHERE ${theirs} LIMIT 1`;
      return { answers, areAll: left.length === 0 };
    },
    { timeoutMs: MANY_ROWS_MS },
  );
}

/** SQL: whoever erased it does not look after it any more. */
const ABANDONED = 'looked_after_until <= now()';

/** Whether there is anything for {@link eraseAbandonedAnswers}, of all organisations. */
export async function areAnswersAbandoned(): Promise<boolean> {
  const { rowCount } = await pool().query(`SELECT 1 FROM late_answers WHERE ${ABANDONED} LIMIT 1`);
  return rowCount === 1;
}

/**
 * As {@link eraseLateAnswers} for what nobody looks after, of all organisations, at most a hundred events at a time. Null:
 * there are none. What is still being sent is looked for again some seconds later.
 */
export async function eraseAbandonedAnswers(): Promise<LateErased | null> {
  return transaction(
    async (tx) => {
      const rows = await tx.$queryRaw<{ organizationId: string; eventId: string }[]>`
        SELECT organization_id AS "organizationId", event_id AS "eventId" FROM late_answers
        WHERE ${Prisma.raw(ABANDONED)}
        LIMIT ${TAKEN_MAX}
        FOR UPDATE SKIP LOCKED`;
      if (rows.length === 0) return null;
      const all = { answers: 0, ended: 0 };
      for (const [organizationId, eventIds] of byOrganization(rows)) {
        const { answers, ended } = await lookAfter(systemTenant(organizationId), tx, eventIds);
        all.answers += answers;
        all.ended += ended;
      }
      return all;
    },
    { timeoutMs: MANY_ROWS_MS },
  );
}

function byOrganization(rows: readonly { organizationId: string; eventId: string }[]): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const { organizationId, eventId } of rows)
    ids.set(organizationId, [...(ids.get(organizationId) ?? []), eventId]);
  return ids;
}
