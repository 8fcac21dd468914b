import { pool } from '@/lib/db';
import { FAILED_IN_A_ROW } from '@/lib/webhooks/core/job-pace';
import { type DeliverySelection, SELECTED, SELECTED_MAX, selectedValues } from './delivery-counts';
import { inSession, type Session } from './session';
import type { Tenant } from './tenant';
import type { Transaction } from './transaction';

export type JobKind = 'resend' | 'drop_held';
export type JobState = 'running' | 'done' | 'cancelled' | 'stopped';

/**
 * How far a job is. `taken` of `total` deliveries were begun; of those `arrived` and `failed` have ended. `unsent` of
 * `total` had no attempt before the job.
 */
export interface JobProgress {
  id: string;
  kind: JobKind;
  state: JobState;
  startsAt: Date;
  endedAt: Date | null;
  total: number;
  unsent: number;
  taken: number;
  arrived: number;
  failed: number;
}

/**
 * Makes a job of up to 10,000 deliveries of a selection, the oldest first, that begins `delaySeconds` from now.
 * Null when another job of the webhook is running. `webhookId` must be a UUID.
 */
export async function insertJob(
  tenant: Tenant,
  tx: Transaction,
  webhookId: string,
  kind: JobKind,
  selection: DeliverySelection,
  delaySeconds: number,
): Promise<{ id: string; total: number } | null> {
  const rows = await tx.$queryRawUnsafe<{ id: string; total: number }[]>(
    `WITH job AS (
       INSERT INTO webhook_jobs (id, organization_id, webhook_id, kind, starts_at)
       VALUES (uuid_v7(), $1::uuid, $2::uuid, $7::job_kind, now() + make_interval(secs => $8::int))
       ON CONFLICT (webhook_id) WHERE state = 'running' DO NOTHING
       RETURNING id
     ), items AS (
       INSERT INTO webhook_job_items (organization_id, job_id, position, delivery_id)
       SELECT $1::uuid, job.id, row_number() OVER (ORDER BY chosen.created_at, chosen.id), chosen.id
       FROM job, (
         SELECT d.id, d.created_at FROM deliveries d WHERE ${SELECTED} ORDER BY d.created_at, d.id LIMIT ${SELECTED_MAX}
       ) AS chosen
       RETURNING position
     )
     SELECT job.id, (SELECT count(*)::int FROM items) AS total FROM job`,
    ...selectedValues(tenant, webhookId, selection),
    kind,
    delaySeconds,
  );
  return rows[0] ?? null;
}

/**
 * SQL: item `i` was taken, and its delivery `d` was tried since; or it waits for nothing, because it had arrived already
 * or can no longer be sent.
 */
const ENDED = `i.attempts_before IS NOT NULL
  AND (d.id IS NULL OR d.attempt_count > i.attempts_before OR d.status = 'success' OR d.next_attempt_at IS NULL)`;

/** SQL of what {@link JobProgress} counts, for job `j`. */
const PROGRESS = `
  SELECT count(*)::int AS total, count(i.attempts_before)::int AS taken,
    count(*) FILTER (WHERE COALESCE(i.attempts_before, d.attempt_count) = 0)::int AS unsent,
    count(*) FILTER (WHERE ${ENDED} AND d.status = 'success')::int AS arrived,
    count(*) FILTER (WHERE ${ENDED} AND d.status IS DISTINCT FROM 'success')::int AS failed
  FROM webhook_job_items i
  LEFT JOIN deliveries d ON d.organization_id = j.organization_id AND d.id = i.delivery_id
  WHERE i.job_id = j.id`;

/** The webhook's job that runs, or ended within the last quarter of an hour. `webhookId` must be a UUID. */
export async function findJob(tenant: Tenant, webhookId: string): Promise<JobProgress | null> {
  const { rows } = await pool().query<JobProgress>(
    `SELECT j.id, j.kind, j.state, j.starts_at AS "startsAt", j.ended_at AS "endedAt", p.*
     FROM webhook_jobs j CROSS JOIN LATERAL (${PROGRESS}) AS p
     WHERE j.id = (
       SELECT id FROM webhook_jobs
       WHERE organization_id = $1 AND webhook_id = $2 AND (ended_at IS NULL OR ended_at > now() - interval '15 minutes')
       ORDER BY created_at DESC LIMIT 1)`,
    [tenant.organizationId, webhookId],
  );
  return rows[0] ?? null;
}

/**
 * Ends a running job of a webhook where it is; what it took already goes on. False when it does not run. Both ids must
 * be UUIDs.
 */
export async function cancelRunningJob(
  tenant: Tenant,
  tx: Transaction,
  webhookId: string,
  id: string,
): Promise<boolean> {
  const cancelled = await tx.$executeRaw`
    UPDATE webhook_jobs SET state = 'cancelled', ended_at = now()
    WHERE organization_id = ${tenant.organizationId}::uuid AND webhook_id = ${webhookId}::uuid AND id = ${id}::uuid
      AND state = 'running'`;
  return cancelled === 1;
}

/** A job that a process has taken for one step. */
export interface TakenJob {
  id: string;
  organizationId: string;
  webhookId: string;
  kind: JobKind;
  /** Whether the queue sends to its webhook at all. */
  sendable: boolean;
  total: number;
  taken: number;
  ended: number;
  /** Of its last {@link FAILED_IN_A_ROW} deliveries that ended, in the order in which they were taken, how many failed. */
  lastFailed: number;
}

const TAKE = `
SELECT j.id, j.organization_id AS "organizationId", j.webhook_id AS "webhookId", j.kind,
  w.enabled AND w.deleted_at IS NULL AND o.plan <> 'basic' AS sendable
FROM webhook_jobs j
JOIN webhooks w ON w.organization_id = j.organization_id AND w.id = j.webhook_id
JOIN organizations o ON o.id = j.organization_id
WHERE j.state = 'running' AND j.starts_at <= now() AND j.id > $1
ORDER BY j.id
LIMIT 1
FOR UPDATE OF j SKIP LOCKED`;

/** Whether any job is to be gone on with now, of all organisations. */
export async function isJobDue(): Promise<boolean> {
  const { rowCount } = await pool().query(
    `SELECT 1 FROM webhook_jobs WHERE state = 'running' AND starts_at <= now() LIMIT 1`,
  );
  return rowCount === 1;
}

/**
 * Takes the running job after `afterId` that no other process has taken, lets `step` work on it, and commits. Answers
 * its id, null when there is none.
 */
export function withNextJob(
  afterId: string,
  step: (session: Session, job: TakenJob) => Promise<void>,
): Promise<string | null> {
  return inSession(async (session) => {
    const { rows } = await session.query<Omit<TakenJob, 'total' | 'taken' | 'ended' | 'lastFailed'>>(TAKE, [
      afterId,
    ]);
    const [job] = rows;
    if (job) await step(session, { ...job, ...(await standing(session, job.id)) });
    return job?.id ?? null;
  });
}

async function standing(
  session: Session,
  id: string,
): Promise<Pick<TakenJob, 'total' | 'taken' | 'ended' | 'lastFailed'>> {
  const { rows } = await session.query<{ total: number; taken: number; ended: number; last_failed: number }>(
    `WITH ended AS (
       SELECT i.position, d.status FROM webhook_jobs j
       JOIN webhook_job_items i ON i.job_id = j.id
       LEFT JOIN deliveries d ON d.organization_id = j.organization_id AND d.id = i.delivery_id
       WHERE j.id = $1 AND ${ENDED}
     )
     SELECT (SELECT count(*)::int FROM webhook_job_items WHERE job_id = $1) AS total,
       (SELECT count(attempts_before)::int FROM webhook_job_items WHERE job_id = $1) AS taken,
       (SELECT count(*)::int FROM ended) AS ended,
       (SELECT count(*)::int FROM (SELECT status FROM ended ORDER BY position DESC LIMIT ${FAILED_IN_A_ROW}) AS last
         WHERE status IN ('failure', 'timeout')) AS last_failed`,
    [id],
  );
  const row = rows[0] ?? { total: 0, taken: 0, ended: 0, last_failed: 0 };
  return { total: row.total, taken: row.taken, ended: row.ended, lastFailed: row.last_failed };
}

/** Marks the next `count` deliveries of a job as taken and answers their ids. */
export async function takeItems(session: Session, job: TakenJob, count: number): Promise<string[]> {
  const { rows } = await session.query<{ delivery_id: string }>(
    `UPDATE webhook_job_items i SET attempts_before = COALESCE(d.attempt_count, 0)
     FROM (SELECT position, delivery_id FROM webhook_job_items
       WHERE job_id = $1 AND attempts_before IS NULL ORDER BY position LIMIT $3) AS n
     LEFT JOIN deliveries d ON d.organization_id = $2 AND d.id = n.delivery_id
     WHERE i.job_id = $1 AND i.position = n.position
     RETURNING i.delivery_id`,
    [job.id, job.organizationId, count],
  );
  return rows.map(({ delivery_id }) => delivery_id);
}

/** Ends the job that the session holds. */
export async function endJob(session: Session, id: string, state: 'done' | 'stopped'): Promise<void> {
  await session.query('UPDATE webhook_jobs SET state = $2::job_state, ended_at = now() WHERE id = $1', [
    id,
    state,
  ]);
}

/** Removes jobs that ended so many days ago, of all organisations. */
export async function deleteOldJobs(days: number): Promise<void> {
  await pool().query('DELETE FROM webhook_jobs WHERE ended_at < now() - make_interval(days => $1)', [days]);
}
