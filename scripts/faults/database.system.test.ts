import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { closeDatabase } from '@/lib/db';
import {
  type AccountedOrganization,
  allDelivered,
  balance,
  createAccountedOrganization,
  letLeasesRunOut,
} from '@/lib/testing/account';
import { CallSystem } from '@/lib/testing/call-system';
import { type DatabaseEnd, type DurableDatabase, startDurableDatabase } from '@/lib/testing/durable-database';
import { type ProductProcess, startWorker } from '@/lib/testing/processes';
import { type Received, type Receiver, startReceiver } from '@/lib/testing/receiver';
import { seededRandom } from '@/lib/testing/seeded-random';
import { type SilentNetwork, startSilentNetwork } from '@/lib/testing/silent-network';

/** PostgreSQL goes away under two processes that take events and deliver, while a call system posts without end. */

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const ENDS: DatabaseEnd[] = ['fast', 'immediate', 'killed'];

const random = seededRandom();
let database: DurableDatabase;
let network: SilentNetwork;
let receiver: Receiver;
let organization: AccountedOrganization;
const workers: ProductProcess[] = [];
const answered = new Map<Received, number>();

beforeAll(async () => {
  database = await startDurableDatabase();
  receiver = await startReceiver((request, response) => {
    setTimeout(
      () => {
        answered.set(request, 200);
        response.writeHead(200).end();
      },
      random.between(0, 20),
    );
  });
  organization = await createAccountedOrganization(receiver);
  await closeDatabase();
  network = await startSilentNetwork(database.url);
  for (let i = 0; i < 2; i++) workers.push(await startWorker({ env: { DATABASE_URL: network.url } }));
  for (const worker of workers) await worker.ready();
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await Promise.all([receiver.close(), network.close()]);
  await database.close();
});

/** Waits until each process says so of itself. */
async function isReady(status: 200 | 503): Promise<void> {
  for (const { address } of workers)
    await expect
      .poll(async () => (await fetch(`${address}/api/health/ready`)).status, { timeout: 60_000 })
      .toBe(status);
}

async function deliveriesGoOn(): Promise<void> {
  const before = receiver.requests.length;
  await expect.poll(() => receiver.requests.length, { timeout: 60_000 }).toBeGreaterThan(before + 50);
}

it('answers 503 while PostgreSQL is away, comes back by itself, loses nothing and doubles nothing', async () => {
  const callSystem = new CallSystem({
    organizationId: organization.id,
    ingestKey: organization.ingestKey,
    addresses: workers.map(({ address }) => address),
    random,
    lines: 8,
    pauseMs: 25,
  });
  callSystem.start();
  const refusals = () =>
    callSystem.posts.flatMap(({ answers }) => answers).filter((one) => one.status === 503);
  const refused = async () => {
    const before = refusals().length;
    await expect.poll(() => refusals().length, { timeout: 30_000 }).toBeGreaterThan(before);
  };
  for (const end of ENDS) {
    await delay(random.between(500, 2000));
    await database.end(end);
    await refused();
    await isReady(503);
    await database.start();
    await isReady(200);
    await deliveriesGoOn();
  }
  // The server is well and could be reached anew; only nobody says so.
  network.loseConnections();
  await refused();
  await isReady(200);
  await deliveriesGoOn();
  const posts = await callSystem.finish();
  // What was committed in the moment in which the connection broke is leased to nobody who knows of it.
  for (const { child } of workers) child.kill('SIGTERM');
  for (const { ended, output } of workers) expect(await ended, output()).toBe(0);
  await letLeasesRunOut(database);
  workers.push(await startWorker());
  await allDelivered(database, organization);
  const result = await balance({
    database,
    organization,
    posts,
    receipts: receiver.requests,
    answered,
    lives: [0],
  });
  console.log(`FAULT_SEED=${random.seed}:`, {
    ...result,
    refused: refusals().length,
    unanswered: posts.reduce((sum, { unanswered }) => sum + unanswered, 0),
  });
  for (const { output } of workers) expect(output()).not.toContain('"fault"');
});
