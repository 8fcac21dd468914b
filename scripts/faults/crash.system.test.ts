import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { closeDatabase } from '@/lib/db';
import {
  type AccountedOrganization,
  allDelivered,
  balance,
  createAccountedOrganization,
  letLeasesRunOut,
  longestLease,
} from '@/lib/testing/account';
import { CallSystem } from '@/lib/testing/call-system';
import { type DurableDatabase, startDurableDatabase } from '@/lib/testing/durable-database';
import { freePort } from '@/lib/testing/ports';
import { type ProductProcess, startWorker } from '@/lib/testing/processes';
import { type Received, type Receiver, startReceiver } from '@/lib/testing/receiver';
import { seededRandom } from '@/lib/testing/seeded-random';

/** A process that takes events and delivers is killed outright, again and again, while a call system posts without end. */

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const KILLS = 10;
/** Of the contract: so long at most does anybody wait for what a killed process had leased. */
const LEASE_SECONDS = 60;

const random = seededRandom();
let database: DurableDatabase;
let receiver: Receiver;
let organization: AccountedOrganization;
let worker: ProductProcess | undefined;
const answered = new Map<Received, number>();

beforeAll(async () => {
  database = await startDurableDatabase();
  receiver = await startReceiver((request, response) => {
    // Some are slow, so that a kill always finds deliveries under way, and some fail, so that it finds retries.
    const status = random.next() < 0.03 ? 500 : 200;
    setTimeout(
      () => {
        answered.set(request, status);
        response.writeHead(status).end();
      },
      random.between(0, 20),
    );
  });
  organization = await createAccountedOrganization(receiver);
  await closeDatabase();
});

afterAll(async () => {
  await worker?.kill();
  await receiver.close();
  await database.close();
});

it('loses nothing that had a 202 in ten kills at random moments, and doubles only what a kill kept from being recorded', async () => {
  const port = await freePort();
  const lives: number[] = [];
  const begin = async () => {
    lives.push(performance.now());
    worker = await startWorker({ port, env: { DELIVERY_RETRY_SCHEDULE: '1,1,1,1,1,1,1,1' } });
    return worker;
  };
  const callSystem = new CallSystem({
    organizationId: organization.id,
    ingestKey: organization.ingestKey,
    addresses: [`http://127.0.0.1:${port}`],
    random,
    lines: 24,
    pauseMs: 20,
  });
  let life = await begin();
  callSystem.start();
  const moments: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    await life.ready();
    const moment = random.between(0, 2500);
    await delay(moment);
    await life.kill();
    moments.push(Math.round(moment));
    expect(await longestLease(database)).toBeLessThanOrEqual(LEASE_SECONDS);
    await letLeasesRunOut(database);
    life = await begin();
  }
  await life.ready();
  const posts = await callSystem.finish();
  await allDelivered(database, organization);
  const result = await balance({
    database,
    organization,
    posts,
    receipts: receiver.requests,
    answered,
    lives,
  });
  const repeated = posts.filter(({ unanswered }) => unanswered > 0).length;
  console.log(`FAULT_SEED=${random.seed}, killed after ${moments.join(', ')} ms:`, {
    ...result,
    repeatedPosts: repeated,
    receivedTwice: result.receipts - result.attempts,
  });
  expect(repeated).toBeGreaterThan(0);
});
