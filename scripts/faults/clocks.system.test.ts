import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type FaultScene, setFaultScene, stopInOrder } from '@/lib/testing/fault-scene';
import type { ProductProcess } from '@/lib/testing/processes';

/** Clocks that are wrong, and clocks that are set while deliveries are under way. */

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const MINUTES_MS = 60_000;
const DAYS_MS = 24 * 60 * MINUTES_MS;
/** Far more than such a test takes, far less than any of these clocks is off. */
const SLACK_SECONDS = 120;

let scene: FaultScene;
let workers: ProductProcess[];

/** What a process needs to have another time than this machine. */
const clock = (offMs: number, more: Record<string, string> = {}) => ({
  NODE_OPTIONS: `--import=${resolve('lib/testing/skewed-clock.mjs')}`,
  CLOCK_OFF_MS: String(offMs),
  ...more,
});

/**
 * Of the database, for all that processes ask it: `now()` is another function from here on, and tells another time once it
 * is set. Behind the product's own schema, into which migrations go, and before PostgreSQL's.
 */
async function makeClockSettable(): Promise<void> {
  for (const statement of [
    'CREATE SCHEMA clock',
    'CREATE TABLE clock.off (off interval)',
    `INSERT INTO clock.off VALUES ('0')`,
    `CREATE FUNCTION clock.now() RETURNS timestamptz STABLE LANGUAGE sql
     AS 'SELECT pg_catalog.now() + off FROM clock.off'`,
    'ALTER DATABASE voki SET search_path = public, clock, pg_catalog',
  ])
    await scene.database.query(statement);
}

const setClock = (off: string) => scene.database.query('UPDATE clock.off SET off = $1', [off]);

beforeAll(async () => {
  scene = await setFaultScene();
  const { random } = scene;
  scene.react = () => ({ status: random.next() < 0.2 ? 500 : 200, afterMs: random.between(0, 20) });
  await makeClockSettable();
  const settings = { DELIVERY_RETRY_SCHEDULE: '1,1,1,1,1,1,1,1' };
  workers = await scene.workers(
    // So long ago that a webhook would be taken for one that has failed since, and turned off.
    { env: { ...settings, ...clock(-6 * DAYS_MS) } },
    { env: { ...settings, ...clock(10 * MINUTES_MS, { CLOCK_JUMPS: 'on' }) } },
  );
});

afterAll(() => scene.close());

it('of processes do no harm: what is due, signed, recorded and turned off goes by the database’s', async () => {
  const organization = await scene.organization();
  const callSystem = scene.callSystem(organization, workers, { lines: 8, pauseMs: 40 });
  callSystem.start();
  await scene.deliveriesGoOn(1000);
  const posts = await callSystem.finish();
  await scene.account(organization, posts);
  const [{ seconds } = { seconds: 0 }] = await scene.database.query<{ seconds: number }>(
    'SELECT extract(epoch FROM now())::float8 AS seconds',
  );
  for (const { headers } of scene.receiver.requests)
    expect(Math.abs(Number(headers['webhook-timestamp']) - seconds)).toBeLessThan(SLACK_SECONDS);
  expect(
    await scene.database.query(
      `SELECT a.number, a.started_at, d.created_at FROM attempts a JOIN deliveries d ON d.id = a.delivery_id
       WHERE a.organization_id = $1
         AND abs(extract(epoch FROM a.started_at - d.created_at)) > ${SLACK_SECONDS}`,
      [organization.id],
    ),
  ).toEqual([]);
  expect(
    await scene.database.query(
      `SELECT w.id FROM webhooks w JOIN webhook_states s ON s.webhook_id = w.id
       WHERE w.organization_id = $1 AND (NOT w.enabled OR s.last_failure_at NOT BETWEEN
         now() - interval '${SLACK_SECONDS} seconds' AND now() + interval '1 second')`,
      [organization.id],
    ),
  ).toEqual([]);
  for (const { output } of workers) expect(output()).toContain('the clock of this machine differs');
});

it('of the database, set forward by ten minutes, takes no delivery from whoever is sending it', async () => {
  scene.receiver.requests.length = 0;
  const { random } = scene;
  // Under way for a while, so that what is being sent is taken back where anybody does that.
  scene.react = () => ({ afterMs: random.between(1000, 3000) });
  const organization = await scene.organization();
  const callSystem = scene.callSystem(organization, workers, { lines: 8, pauseMs: 40 });
  callSystem.start();
  await scene.deliveriesGoOn(30);
  await setClock('10 minutes');
  await delay(4000);
  await setClock('20 minutes');
  await delay(4000);
  const posts = await callSystem.finish();
  await stopInOrder(workers);
  workers = await scene.workers({ env: { DELIVERY_ENDPOINT_CONCURRENCY: '100' } });
  scene.react = () => ({});
  const result = await scene.account(organization, posts);
  expect(result.attempts).toBe(result.deliveries);
  expect(result.receipts).toBe(result.deliveries);
});
