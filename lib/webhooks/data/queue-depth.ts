import { enginePool, pool } from '@/lib/db';

/** What waits in the queue of all processes. */
export interface QueueDepth {
  /** Due and not being sent, counted up to {@link COUNTED_MAX}. */
  due: number;
  /** How long the oldest of those has been due; 0 without one. */
  oldestSeconds: number;
}

const COUNTED_MAX = 10_000;
const PATIENCE_MS = 2000;

/**
 * From webhook to webhook on the queue's primary key, the oldest due one of each first, so that retries of later cost
 * nothing, and a long backlog no more than its first ten thousand.
 */
const DEPTH = `
WITH RECURSIVE waiting(webhook_id, first_due) AS (
  (SELECT q.webhook_id, q.due_at FROM delivery_queue q ORDER BY q.webhook_id, q.due_at LIMIT 1)
  UNION ALL
  SELECT n.webhook_id, n.due_at FROM waiting x CROSS JOIN LATERAL (
    SELECT q.webhook_id, q.due_at FROM delivery_queue q
    WHERE q.webhook_id > x.webhook_id
    ORDER BY q.webhook_id, q.due_at LIMIT 1) AS n
), ready AS MATERIALIZED (
  SELECT x.webhook_id, x.first_due FROM waiting x
  JOIN webhooks w ON w.id = x.webhook_id AND w.enabled AND w.deleted_at IS NULL
  JOIN organizations o ON o.id = w.organization_id AND o.plan <> 'basic'
  WHERE x.first_due <= now()
), due AS (
  SELECT 1 FROM ready r CROSS JOIN LATERAL (
    SELECT 1 FROM delivery_queue q
    WHERE q.webhook_id = r.webhook_id AND q.due_at <= now()
    ORDER BY q.webhook_id, q.due_at) AS one
  LIMIT ${COUNTED_MAX}
)
SELECT (SELECT count(*)::int FROM due) AS due,
  COALESCE(extract(epoch FROM now() - (SELECT min(first_due) FROM ready)), 0)::float8 AS oldest_seconds`;

/** Asks the queue, for two seconds at most; null when it did not answer by then. */
export async function findQueueDepth(): Promise<QueueDepth | null> {
  const client = await pool()
    .connect()
    .catch(() => null);
  if (!client) return null;
  try {
    await client.query('BEGIN READ ONLY');
    await client.query(`SET LOCAL statement_timeout = ${PATIENCE_MS}`);
    const { rows } = await client.query<{ due: number; oldest_seconds: number }>(DEPTH);
    await client.query('COMMIT');
    client.release();
    return { due: rows[0]?.due ?? 0, oldestSeconds: rows[0]?.oldest_seconds ?? 0 };
  } catch {
    // In an unknown state, and whoever asks again gets another one.
    client.release(true);
    return null;
  }
}

/** The connections of this process. */
export function poolState(): { open: number; idle: number; waiting: number } {
  const sum = (of: (one: ReturnType<typeof pool>) => number) => of(pool()) + of(enginePool());
  return {
    open: sum(({ totalCount }) => totalCount),
    idle: sum(({ idleCount }) => idleCount),
    waiting: sum(({ waitingCount }) => waitingCount),
  };
}
