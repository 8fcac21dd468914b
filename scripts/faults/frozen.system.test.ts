import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Balance } from '@/lib/testing/account';
import { areReady, type FaultScene, setFaultScene } from '@/lib/testing/fault-scene';
import type { ProductProcess } from '@/lib/testing/processes';

/** PostgreSQL is there and does not answer: all of it, or whoever needs a row that somebody has locked. */

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

/** Longer than a lease, so that what cannot be recorded meanwhile would be sent again. */
const LONG_MS = 70_000;
/** What a process opens at most, and a few that are just ending. */
const CONNECTIONS = 2 * 20 + 5;

let scene: FaultScene;
let workers: ProductProcess[];

beforeAll(async () => {
  scene = await setFaultScene();
  const { random } = scene;
  scene.react = () => ({ afterMs: random.between(0, 20) });
  workers = await scene.workers({}, {});
});

beforeEach(() => {
  scene.receiver.requests.length = 0;
});

afterEach(() => {
  for (const { output } of workers) expect(output()).not.toContain('"fault"');
});

afterAll(() => scene.close());

function exactlyOnce(result: Balance): void {
  expect(result.attempts).toBe(result.deliveries);
  expect(result.receipts).toBe(result.deliveries);
}

it('for longer than a lease: 503 in time, and what had ended is recorded afterwards and not sent again', async () => {
  const organization = await scene.organization();
  const callSystem = scene.callSystem(organization, workers, { lines: 16, pauseMs: 20 });
  callSystem.start();
  await scene.deliveriesGoOn(200);
  scene.database.freeze();
  await callSystem.refused();
  await areReady(workers, 503);
  await delay(LONG_MS);
  scene.database.thaw();
  await areReady(workers, 200);
  await scene.deliveriesGoOn();
  const posts = await callSystem.finish();
  exactlyOnce(await scene.account(organization, posts, { timeoutMs: 120_000 }));
  // Whoever posted had an answer each time.
  expect(posts.filter(({ unanswered }) => unanswered > 0)).toEqual([]);
});

it('a row that everybody needs, locked for longer than a lease: nothing is sent again, and no connections pile up', async () => {
  const organization = await scene.organization();
  const callSystem = scene.callSystem(organization, workers, { lines: 4, pauseMs: 100 });
  callSystem.start();
  await scene.deliveriesGoOn(100);
  const locker = new pg.Client({ connectionString: scene.database.url });
  await locker.connect();
  await locker.query('BEGIN');
  await locker.query('SELECT 1 FROM webhook_states WHERE organization_id = $1 FOR UPDATE', [organization.id]);
  const ours = `SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'voki-webhooks'`;
  for (const until = performance.now() + LONG_MS; performance.now() < until; await delay(5000)) {
    const [{ count } = { count: 0 }] = await scene.database.query<{ count: number }>(ours);
    expect(count).toBeLessThan(CONNECTIONS);
  }
  await locker.end();
  await scene.deliveriesGoOn();
  exactlyOnce(await scene.account(organization, await callSystem.finish()));
});

it('sessions that are ended again and again, those that listen among them: it goes on, and nothing is lost or sent twice', async () => {
  const organization = await scene.organization();
  const callSystem = scene.callSystem(organization, workers, { lines: 8, pauseMs: 20 });
  callSystem.start();
  for (let round = 0; round < 20; round++) {
    await scene.deliveriesGoOn(10);
    await scene.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'voki-webhooks' AND (query LIKE 'LISTEN%' OR random() < 0.5)`,
    );
  }
  await areReady(workers, 200);
  const listening = `SELECT 1 FROM pg_stat_activity WHERE application_name = 'voki-webhooks' AND query IN ('LISTEN voki_due', 'SELECT 1')`;
  await expect
    .poll(async () => (await scene.database.query(listening)).length, { timeout: 10_000 })
    .toBe(workers.length);
  const posts = await callSystem.finish();
  exactlyOnce(await scene.account(organization, posts, { timeoutMs: 120_000 }));
});
