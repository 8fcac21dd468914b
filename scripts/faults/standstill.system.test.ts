import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type FaultScene, setFaultScene, stopInOrder } from '@/lib/testing/fault-scene';
import type { ProductProcess } from '@/lib/testing/processes';

/** A process that delivers stands still and goes on, as one does whose machine is paused, moved, or out of memory. */

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** No receiver here takes nearly as long. */
const TIMEOUT_MS = 2000;
/** Longer than the limit of an attempt, shorter than a lease. */
const SHORT_MS = 4000;
/** What was leased longer ago is not begun any more, though its lease goes on. */
const LONG_MS = 11_000;

let scene: FaultScene;
let workers: ProductProcess[] = [];

beforeAll(async () => {
  scene = await setFaultScene();
  const { random } = scene;
  scene.react = () => ({ afterMs: random.between(0, 20) });
});

beforeEach(() => {
  scene.receiver.requests.length = 0;
});

afterEach(async () => {
  await stopInOrder(workers);
  for (const { output } of workers) expect(output()).not.toContain('"fault"');
});

afterAll(() => scene.close());

async function begin(count: number): Promise<void> {
  const settings = { env: { DELIVERY_TIMEOUT_MS: String(TIMEOUT_MS), DELIVERY_RETRY_SCHEDULE: '1,1,1' } };
  workers = await scene.workers(...Array(count).fill(settings));
}

/** Stops the first of the workers in the midst of a load, and lets it go on `ms` later. */
async function standStill(ms: number, meanwhile?: () => Promise<unknown>) {
  const organization = await scene.organization();
  const callSystem = scene.callSystem(organization, workers, { lines: 16, pauseMs: 5 });
  callSystem.start();
  await scene.deliveriesGoOn(500);
  const [first] = workers;
  first?.child.kill('SIGSTOP');
  await delay(ms / 2);
  // What it sent before has been read long since, and it sends nothing now.
  const since = performance.now();
  await meanwhile?.();
  await delay(ms / 2);
  first?.child.kill('SIGCONT');
  await scene.deliveriesGoOn(200);
  return { organization, posts: await callSystem.finish(), since };
}

it.each([1, 2])(
  'for longer than an attempt may take, one of %i sends nothing twice: what was answered meanwhile has arrived',
  async (count) => {
    await begin(count);
    const { organization, posts } = await standStill(SHORT_MS);
    const result = await scene.account(organization, posts);
    expect(result.attempts).toBe(result.deliveries);
    expect(result.receipts).toBe(result.deliveries);
  },
);

/** As a minute that passes for what the one that stands still has leased: nobody else holds anything for so long. */
const leasesEnd = () =>
  scene.database.query(
    `UPDATE delivery_leases SET leased_until = now() WHERE leased_until < now() + interval '57 seconds'`,
  );

it('alone for longer than a lease, one sends nothing twice: it records what it knows before it looks for what is left', async () => {
  await begin(1);
  const { organization, posts } = await standStill(LONG_MS, leasesEnd);
  const result = await scene.account(organization, posts);
  expect(result.receipts).toBe(result.attempts);
});

it('for longer than a lease, another sends what was left, and the first neither sends nor records it after that', async () => {
  await begin(2);
  const { organization, posts, since } = await standStill(LONG_MS, leasesEnd);
  const result = await scene.account(organization, posts, { lives: [0, since] });
  expect(result.attempts).toBe(result.deliveries);
});
