import type pg from 'pg';
import { pool } from '@/lib/db';

/**
 * What is kept for a time only, of all organisations alike, so there is no tenant here. Each function removes at most
 * `limit` of the oldest and answers how many, so that no statement holds locks for long. Ages are whole days by the
 * database's clock.
 */

/** The connection that holds the lock. */
export type RetentionSession = Pick<pg.PoolClient, 'query'>;

/** Of the advisory lock that one process at a time holds while it removes; any number that nothing else here uses. */
const LOCK = 7_204_113;

/** Runs `work` unless another process is at it; answers whether it ran. The lock ends with the connection, however that ends. */
export async function withRetentionLock(
  work: (session: RetentionSession) => Promise<void>,
): Promise<boolean> {
  const client = await pool().connect();
  // A connection that breaks between two statements says so here; the next statement then fails.
  client.on('error', () => undefined);
  try {
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
      LOCK,
    ]);
    if (!rows[0]?.locked) return false;
    await work(client);
    return true;
  } finally {
    // Closed rather than unlocked: that also works when `work` failed for want of a connection.
    client.release(true);
  }
}

/** SQL: a delivery of event `e` is being sent, or will be by itself. */
const STILL_WAITS = `EXISTS (
  SELECT 1 FROM deliveries d
  WHERE d.event_id = e.id AND d.organization_id = e.organization_id
    AND (d.next_attempt_at IS NOT NULL OR d.lease_token IS NOT NULL))`;

/** What is held can then no longer be sent, nor anything resent; a key that comes again is a new event. */
const EMPTY_EVENTS = `
WITH old AS MATERIALIZED (
  SELECT e.organization_id, e.id FROM events e
  WHERE e.body IS NOT NULL AND e.created_at < now() - make_interval(days => $1::int) AND NOT ${STILL_WAITS}
  ORDER BY e.created_at
  LIMIT $2::int
  FOR UPDATE OF e SKIP LOCKED
)
UPDATE events e SET body = NULL, idempotency_key = NULL, body_hash = NULL
FROM old WHERE e.id = old.id AND e.organization_id = old.organization_id`;

/** Removes payloads and idempotency keys; that it happened, and what was answered, stays. */
export async function emptyOldEvents(
  session: RetentionSession,
  days: number,
  limit: number,
): Promise<number> {
  return (await session.query(EMPTY_EVENTS, [days, limit])).rowCount ?? 0;
}

/**
 * By the ids, which are UUIDv7 and begin with the time in milliseconds, so that the intake keeps no index for this. That
 * time is of the machine that took the event, whose clock may be wrong by years: the database's has the last word.
 * Deliveries and attempts go along by triggers.
 */
const DELETE_EVENTS = `
WITH old AS MATERIALIZED (
  SELECT e.organization_id, e.id FROM events e
  WHERE NOT ${STILL_WAITS}
    AND e.id < (lpad(to_hex((extract(epoch FROM now() - make_interval(days => $1::int)) * 1000)::bigint), 12, '0')
      || '70008000000000000000')::uuid
    AND e.created_at < now() - make_interval(days => $1::int)
  ORDER BY e.id
  LIMIT $2::int
  FOR UPDATE OF e SKIP LOCKED
)
DELETE FROM events e USING old WHERE e.id = old.id AND e.organization_id = old.organization_id`;

/** Removes events with all that became of them. */
export async function deleteOldEvents(
  session: RetentionSession,
  days: number,
  limit: number,
): Promise<number> {
  return (await session.query(DELETE_EVENTS, [days, limit])).rowCount ?? 0;
}

const DELETE_INCIDENTS = `
DELETE FROM webhook_incidents i USING (
  SELECT x.organization_id, x.id FROM webhook_incidents x
  WHERE x.ended_at < now() - make_interval(days => $1::int)
  LIMIT $2::int
) AS old
WHERE i.organization_id = old.organization_id AND i.id = old.id`;

/** Removes incidents that ended so long ago, with the mails that told of them. */
export async function deleteOldIncidents(
  session: RetentionSession,
  days: number,
  limit: number,
): Promise<number> {
  return (await session.query(DELETE_INCIDENTS, [days, limit])).rowCount ?? 0;
}

/** Removes webhooks that were deleted so long ago, once their history is gone. */
const DELETE_WEBHOOKS = `
DELETE FROM webhooks w USING (
  SELECT x.organization_id, x.id FROM webhooks x
  WHERE x.deleted_at < now() - make_interval(days => $1::int)
    AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.webhook_id = x.id)
  LIMIT $2::int
) AS old
WHERE w.organization_id = old.organization_id AND w.id = old.id`;

/** Removes deleted webhooks with their secrets. */
export async function deleteOldWebhooks(
  session: RetentionSession,
  days: number,
  limit: number,
): Promise<number> {
  return (await session.query(DELETE_WEBHOOKS, [days, limit])).rowCount ?? 0;
}

/** An hour longer than their cookies are good, as the clocks of panel and database may differ. */
const DELETE_ENDED_SESSIONS = `
DELETE FROM ended_sessions s USING (
  SELECT x.id FROM ended_sessions x WHERE x.ends_at < now() - interval '1 hour' LIMIT $1::int
) AS old
WHERE s.id = old.id`;

/** Removes what says that a session was signed out of, once its cookie has ended by itself. */
export async function deleteEndedSessions(session: RetentionSession, limit: number): Promise<number> {
  return (await session.query(DELETE_ENDED_SESSIONS, [limit])).rowCount ?? 0;
}
