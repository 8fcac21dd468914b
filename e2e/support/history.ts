import { withDatabase } from './database';

/** Rows that end now, one every eight seconds: some nine days of a busy webhook, a failure in fifty. */
const ROWS = `
  SELECT n, now() - ($3::int - n) * interval '8 seconds' AS at,
    lpad(to_hex((extract(epoch FROM now() - ($3::int - n) * interval '8 seconds') * 1000)::bigint), 12, '0') AS time,
    n % 50 = 0 AS failed
  FROM generate_series(1, $3::int) AS n`;

const id = (kind: number) => `(r.time || '7${kind}008000' || lpad(to_hex(r.n), 12, '0'))::uuid`;

const EVENTS = `
  INSERT INTO events (id, organization_id, event, "timestamp", subject_id, body, created_at)
  SELECT ${id(1)}, $1::uuid, 'call.completed', r.at, 'call-' || r.n, '{"n":' || r.n || '}', r.at
  FROM (${ROWS}) r WHERE $2::uuid IS NOT NULL`;

const DELIVERIES = `
  INSERT INTO deliveries (id, organization_id, webhook_id, event_id, event, subject_id, status, attempt_count,
    status_code, code, duration_ms, created_at)
  SELECT ${id(2)}, $1::uuid, $2::uuid, ${id(1)}, 'call.completed', 'call-' || r.n,
    (CASE WHEN r.failed THEN 'failure' ELSE 'success' END)::delivery_status, 1,
    CASE WHEN r.failed THEN 500 ELSE 200 END, CASE WHEN r.failed THEN 'http_5xx' END, 40 + r.n % 60, r.at
  FROM (${ROWS}) r`;

/** Puts so many ended deliveries into the history of a webhook of the application under test. */
export async function addHistory(organizationId: string, webhookId: string, count: number): Promise<void> {
  await withDatabase(async (client) => {
    // One transaction, so one `now()`, by which deliveries find their events.
    await client.query('BEGIN');
    await client.query(EVENTS, [organizationId, webhookId, count]);
    await client.query(DELIVERIES, [organizationId, webhookId, count]);
    await client.query('COMMIT');
    await client.query('ANALYZE events, deliveries');
  });
}
