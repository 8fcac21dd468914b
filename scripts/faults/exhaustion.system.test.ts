import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { allDelivered, letLeasesRunOut } from '@/lib/testing/account';
import { type FaultScene, setFaultScene, stopInOrder } from '@/lib/testing/fault-scene';
import { limitOpenFiles } from '@/lib/testing/processes';

/** Processes that get less than they ask for: of file descriptors, and of connections to the database. */

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** A process has some thirty of its own, twenty connections to the database, and one to each caller. */
const OPEN_FILES = 100;

let scene: FaultScene;

beforeAll(async () => {
  // Two processes ask for 40.
  scene = await setFaultScene({ max_connections: '16', superuser_reserved_connections: '0' });
  const { random } = scene;
  // Slow enough that as many as may be under way are.
  scene.react = () => ({ afterMs: random.between(50, 200) });
});

beforeEach(() => {
  scene.receiver.requests.length = 0;
});

afterAll(() => scene.close());

it('few file descriptors for many attempts at a time: callers are told to come again, and no attempt fails for it', async () => {
  const organization = await scene.organization();
  const env = {
    DELIVERY_CONCURRENCY: '1000',
    DELIVERY_ENDPOINT_CONCURRENCY: '100',
    INTAKE_RATE_LIMIT: '1000000',
  };
  const workers = await scene.workers({ env });
  for (const worker of workers) limitOpenFiles(worker, OPEN_FILES);
  const callSystem = scene.callSystem(organization, workers, { lines: 32 });
  callSystem.start(1000);
  const posts = await callSystem.done();
  await allDelivered(scene.database, organization, 90_000);
  const [{ output } = { output: () => '' }] = workers;
  expect(output()).toContain('no room for more connections');
  await stopInOrder(workers);
  const result = await scene.account(organization, posts);
  expect(result.attempts).toBe(result.deliveries);
  expect(result.receipts).toBe(result.deliveries);
  expect(output()).not.toContain('"fault"');
});

it('fewer connections than processes ask for: 503 where there is none, nothing lost, nothing sent twice', async () => {
  const organization = await scene.organization();
  const env = { INTAKE_RATE_LIMIT: '1000000' };
  const workers = await scene.workers({ env }, { env });
  const callSystem = scene.callSystem(organization, workers, { lines: 64 });
  callSystem.start(1500);
  const posts = await callSystem.done();
  await stopInOrder(workers);
  await letLeasesRunOut(scene.database);
  await scene.workers({});
  const result = await scene.account(organization, posts);
  expect(result.attempts).toBe(result.deliveries);
  for (const { output } of scene.processes) expect(output()).not.toContain('"fault"');
});
