import { pool } from '@/lib/db';
import type { DeliveryCursor } from '@/lib/webhooks/core/delivery-cursor';
import { claimDeliveries, NIL_UUID } from '@/lib/webhooks/data/claim';
import { findDeliveries, type HistoryQuery } from '@/lib/webhooks/data/deliveries';
import { systemTenant } from '@/lib/webhooks/data/tenant';
import { createOrganization, createWebhook } from '@/prisma/factories';
import { serve } from './harness/child';

/** A process with one webhook and a long history, which is asked what the history page and the worker ask. */

const PAGE = 50;
const DUE = 50;
const TOKEN = '00000000-0000-7000-8000-000000000001';
/** Rows of one INSERT, so that none runs for minutes. */
const CHUNK = 100_000;

let organizationId = '';
let webhookId = '';
let middle: DeliveryCursor | null = null;

/** UUIDv7 by time and number, far cheaper than random ones for millions of rows. `kind` keeps events and deliveries apart. */
const seededId = (kind: number) => `(
  lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7${kind}008000' || lpad(to_hex(n), 12, '0'))::uuid`;

/** `$5` is the time of the newest, given, so that events and deliveries have the same. */
const ROWS = `SELECT n, $5::timestamptz - ($4::int - n) * interval '1 second' AS at FROM generate_series($2::int, $3::int) AS n`;

const SEED_EVENTS = `
INSERT INTO events (id, organization_id, event, "timestamp", subject_id, body, created_at)
SELECT ${seededId(1)}, $1, 'call.completed', at, 'call-' || n, '{"event":"call.completed","data":{"id":"call-' || n || '"}}', at
FROM (${ROWS}) AS r`;

/** Finished ones; one of a hundred failed for good. */
const SEED_DELIVERIES = `
INSERT INTO deliveries (id, organization_id, webhook_id, event_id, event, subject_id, status, attempt_count, status_code, code, duration_ms, created_at)
SELECT ${seededId(2)}, $1, $6, ${seededId(1)}, 'call.completed', 'call-' || n,
  CASE WHEN n % 100 = 0 THEN 'failure'::delivery_status ELSE 'success'::delivery_status END, 1,
  CASE WHEN n % 100 = 0 THEN 500 ELSE 200 END, CASE WHEN n % 100 = 0 THEN 'http_5xx' END, 12, at
FROM (${ROWS}) AS r`;

/** The newest ones wait for their first attempt. */
const MAKE_DUE = `
WITH due AS (
  UPDATE deliveries SET status = 'pending', attempt_count = 0, status_code = NULL, code = NULL, next_attempt_at = now()
  WHERE organization_id = $1 AND id IN (
    SELECT id FROM deliveries WHERE webhook_id = $2 ORDER BY created_at DESC, id DESC LIMIT ${DUE})
  RETURNING webhook_id, next_attempt_at, id, organization_id
)
INSERT INTO delivery_queue (webhook_id, due_at, delivery_id, organization_id) SELECT * FROM due`;

/** Their lease was taken back. */
const RELEASE = `
WITH ended AS (
  DELETE FROM delivery_leases WHERE token = $1 RETURNING delivery_ids
), back AS (
  UPDATE deliveries d SET lease_token = NULL
  FROM ended CROSS JOIN LATERAL unnest(ended.delivery_ids) AS held
  WHERE d.id = held
  RETURNING d.webhook_id, d.next_attempt_at, d.id, d.organization_id
)
INSERT INTO delivery_queue (webhook_id, due_at, delivery_id, organization_id) SELECT * FROM back`;

async function page(change: Partial<HistoryQuery>): Promise<void> {
  const { items } = await findDeliveries(systemTenant(organizationId), webhookId, {
    after: null,
    limit: PAGE,
    ...change,
  });
  if (items.length === 0) throw new Error('an empty page of the history');
}

/** Milliseconds of each of so many calls; `undo` is not counted. */
async function times(
  count: number,
  work: () => Promise<unknown>,
  undo?: () => Promise<unknown>,
): Promise<number[]> {
  const taken: number[] = [];
  for (let round = 0; round < count; round++) {
    const started = performance.now();
    await work();
    taken.push(performance.now() - started);
    await undo?.();
  }
  return taken;
}

async function claim(): Promise<void> {
  const { deliveries } = await claimDeliveries({
    room: DUE,
    webhookRoom: DUE,
    organizationRoom: DUE,
    rooms: new Map(),
    organizationRooms: new Map(),
    after: NIL_UUID,
    lease: { token: TOKEN, ms: 60_000 },
  });
  if (deliveries.length !== DUE)
    throw new Error(`${deliveries.length} of ${DUE} due deliveries were claimed`);
}

const methods = {
  /** A webhook with `size` deliveries, of which 50 are due. */
  seed: async (size: number): Promise<void> => {
    organizationId = (await createOrganization()).id;
    webhookId = (await createWebhook({ organizationId })).webhook.id;
    const client = await pool().connect();
    const newest = new Date().toISOString();
    try {
      // The rows fit each other; checking millions of foreign keys one by one would take minutes.
      await client.query("SET session_replication_role = 'replica'; SET synchronous_commit = off");
      for (let from = 1; from <= size; from += CHUNK) {
        const rows = [organizationId, from, Math.min(from + CHUNK - 1, size), size, newest];
        await client.query(SEED_EVENTS, rows);
        await client.query(SEED_DELIVERIES, [...rows, webhookId]);
      }
    } finally {
      // Destroyed, as its settings are not for anybody else.
      client.release(true);
    }
    await pool().query(MAKE_DUE, [organizationId, webhookId]);
    await pool().query('VACUUM ANALYZE events, deliveries');
    const { rows } = await pool().query<{ created_at: Date; id: string }>(
      'SELECT created_at, id FROM deliveries WHERE webhook_id = $1 ORDER BY created_at DESC, id DESC OFFSET $2 LIMIT 1',
      [webhookId, Math.floor(size / 2)],
    );
    middle = rows[0] ? { createdAt: rows[0].created_at, id: rows[0].id } : null;
  },

  /** Milliseconds of each of `count` calls. */
  firstPage: (count: number): Promise<number[]> => times(count, () => page({})),
  middlePage: (count: number): Promise<number[]> => times(count, () => page({ after: middle })),
  filteredPage: (count: number): Promise<number[]> => times(count, () => page({ status: 'failure' })),
  claim: (count: number): Promise<number[]> => times(count, claim, () => pool().query(RELEASE, [TOKEN])),
};

export type History = typeof methods;
serve(methods);
