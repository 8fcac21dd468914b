import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { pool } from '@/lib/db';
import { EVENT, subjectOf } from '../events';
import type { DeliveryJob } from './jobs';

/**
 * What a team keeps beside its queue where a manager is to see what became of an event, and a repeat is not to be sent
 * twice: the event, and the state of its delivery. Fewer columns and indexes than ours have.
 */

const TABLES = `
CREATE TABLE IF NOT EXISTS events (
  id UUID PRIMARY KEY,
  name TEXT NOT NULL,
  subject_id TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS deliveries (
  id UUID PRIMARY KEY,
  event_id UUID NOT NULL,
  status TEXT NOT NULL,
  attempt_count INTEGER NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS deliveries_created_at_idx ON deliveries (created_at DESC, id DESC)`;

export async function createHistoryTables(): Promise<void> {
  await pool().query(TABLES);
}

/** SQL: the parts of a WITH that keep both; `$1` to `$5` are what {@link keptValues} answers. */
export const KEPT = `
event AS (INSERT INTO events (id, name, subject_id, body) VALUES ($2, $3, $4, $5)),
delivery AS (INSERT INTO deliveries (id, event_id, status, attempt_count) VALUES ($1, $2, 'pending', 0))`;

/** Keeps both, and nothing else. */
export const KEEP = { name: 'keep', text: `WITH ${KEPT} SELECT 1` };

export function keptValues({ deliveryId, body }: DeliveryJob): string[] {
  return [deliveryId, randomUUID(), EVENT, subjectOf(body), body];
}

/**
 * For callers that each wait for a commit of their own, as many connections as commits may share a write to the disk.
 * The best of a sweep over 14 to 100.
 */
const CONNECTIONS = 30;

export function acceptingPool(): pg.Pool {
  return new pg.Pool({ connectionString: process.env.DATABASE_URL, max: CONNECTIONS });
}

/** SQL: what ends with an attempt of `$1`, the ids of deliveries. */
export const DELIVERED = `UPDATE deliveries SET status = 'success', attempt_count = 1 WHERE id = ANY ($1::uuid[])`;
