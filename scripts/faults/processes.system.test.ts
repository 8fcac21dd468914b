import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { closeDatabase } from '@/lib/db';
import { type AccountedOrganization, longestLease } from '@/lib/testing/account';
import type { CallSystem, CallSystemOptions, Post } from '@/lib/testing/call-system';
import { type FaultScene, setFaultScene } from '@/lib/testing/fault-scene';
import type { ProductProcess } from '@/lib/testing/processes';
import type { Received, Receiver } from '@/lib/testing/receiver';
import { socketOwner } from '@/lib/testing/socket-owner';
import { createIngestKey, createOrganization, createWebhook } from '@/prisma/factories';
import { eventText } from './bad-bodies';

/** Several processes on one database: what they share, and what one leaves to the others when it ends or is killed. */

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const EVENTS = 10_000;
const LEASE_SECONDS = 60;
const UNLIMITED = { INTAKE_RATE_LIMIT: '1000000' };

let scene: FaultScene;
/** Both live through all tests but the one that stops the first. */
let workers: ProductProcess[] = [];
/** By the port from which a connection came: the process that opened it. */
const senders = new Map<number, number | null>();

beforeAll(async () => {
  scene = await setFaultScene();
  workers = await scene.workers({ env: UNLIMITED }, { env: UNLIMITED });
  [killed, stopped] = await Promise.all([leaveInFlight('SIGKILL'), leaveInFlight('SIGTERM')]);
  await closeDatabase();
  scene.react = ({ remotePort }) => {
    if (!senders.has(remotePort))
      senders.set(
        remotePort,
        socketOwner(
          remotePort,
          workers.map(({ pid }) => pid),
        ),
      );
    return {};
  };
});

beforeEach(() => {
  scene.receiver.requests.length = 0;
});

afterAll(() => scene.close());

async function start(port?: number): Promise<ProductProcess> {
  const worker = await scene.begin({ env: UNLIMITED, ...(port !== undefined && { port }) });
  await worker.ready();
  return worker;
}

/** A process that ended while a receiver had its request and had not answered it. */
interface LeftInFlight {
  worker: ProductProcess;
  receiver: Receiver;
  /** The request that got no answer. */
  request: Received;
}
let killed: LeftInFlight;
let stopped: LeftInFlight;

async function leaveInFlight(signal: 'SIGKILL' | 'SIGTERM'): Promise<LeftInFlight> {
  // An attempt of the one that is stopped lasts longer than its stop waits.
  const worker = await scene.begin({
    env: { ...UNLIMITED, ...(signal === 'SIGTERM' && { DELIVERY_TIMEOUT_MS: '60000' }) },
  });
  await worker.ready();
  let request: Received | undefined;
  const silent = await scene.addReceiver((got, response) => {
    // What it takes is mostly sent by itself, but the others may be quicker.
    if (request || socketOwner(got.remotePort, [worker.pid]) === null) response.writeHead(200).end();
    else request = got;
  });
  const { id: organizationId } = await createOrganization();
  await createWebhook({ organizationId, url: silent.url });
  const { key } = await createIngestKey();
  for (let posted = 0; !request; ) {
    const { status } = await fetch(`${worker.address}/api/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: eventText(organizationId),
    });
    expect(status).toBe(202);
    await silent.received(++posted);
  }
  const lease = await longestLease(scene.database, String(request.headers['x-voki-delivery']));
  expect(lease).toBeGreaterThan(0);
  if (signal === 'SIGKILL') expect(lease).toBeLessThanOrEqual(LEASE_SECONDS);
  worker.child.kill(signal);
  return { worker, receiver: silent, request };
}

/** What was left in flight is sent once more as it was, and that is the only attempt on record. */
async function sentAgain({ receiver: silent, request }: LeftInFlight, timeoutMs: number): Promise<void> {
  const id = request.headers['x-voki-delivery'];
  const sent = () => silent.requests.filter(({ headers }) => headers['x-voki-delivery'] === id);
  await expect.poll(() => sent().length, { timeout: timeoutMs }).toBe(2);
  const [first, second] = sent();
  expect(second?.body).toBe(first?.body);
  for (const name of ['x-voki-attempt', 'x-voki-signature'])
    expect(second?.headers[name]).toBe(first?.headers[name]);
  await expect
    .poll(
      () =>
        scene.database.query(
          `SELECT d.status, d.attempt_count, a.number, a.outcome FROM deliveries d
           LEFT JOIN attempts a ON a.delivery_id = d.id WHERE d.id = $1`,
          [id],
        ),
      { timeout: 10_000 },
    )
    .toEqual([{ status: 'success', attempt_count: 1, number: 1, outcome: 'success' }]);
}

async function createLoad(
  options: Pick<CallSystemOptions, 'lines' | 'batch' | 'pauseMs'>,
): Promise<{ organization: AccountedOrganization; callSystem: CallSystem }> {
  const organization = await scene.organization();
  return { organization, callSystem: scene.callSystem(organization, workers, options) };
}

/** Each delivery was sent once and by one attempt. */
async function exactlyOnce(organization: AccountedOrganization, posts: readonly Post[]): Promise<void> {
  const result = await scene.account(organization, posts, { timeoutMs: 30_000 });
  expect(result.attempts).toBe(result.deliveries);
  expect(result.receipts).toBe(result.deliveries);
}

it('two of them deliver 10,000 events, each exactly once, and both take part', async () => {
  const { organization, callSystem } = await createLoad({ lines: 4, batch: 100 });
  callSystem.start(EVENTS);
  const posts = await callSystem.done();
  expect(posts).toHaveLength(EVENTS);
  await exactlyOnce(organization, posts);
  const sent = scene.receiver.requests.map(({ remotePort }) => senders.get(remotePort));
  for (const { pid } of workers) expect(sent.filter((sender) => sender === pid).length).toBeGreaterThan(0);
});

it('one that is told to stop under load ends with 0, and nothing is lost, sent twice, or left to wait for', async () => {
  const { organization, callSystem } = await createLoad({ lines: 16 });
  callSystem.start();
  await delay(scene.random.between(1000, 2000));
  const [first] = workers;
  first?.child.kill('SIGTERM');
  expect(await first?.ended, first?.output()).toBe(0);
  await scene.deliveriesGoOn(200);
  await exactlyOnce(organization, await callSystem.finish());
  expect(first?.output()).not.toContain('"fault"');
});

it('restarted one after the other under load: nothing is lost, sent twice, or left to wait for', async () => {
  workers = [workers[1] ?? (await start()), ...(await Promise.all([start(), start()]))];
  const { organization, callSystem } = await createLoad({ lines: 16, pauseMs: 5 });
  callSystem.start();
  for (const [place, { child, ended, port, output }] of workers.entries()) {
    await scene.deliveriesGoOn(200);
    child.kill('SIGTERM');
    expect(await ended, output()).toBe(0);
    workers[place] = await start(port);
  }
  await scene.deliveriesGoOn(200);
  await exactlyOnce(organization, await callSystem.finish());
});

it('what one could not end in 25 seconds is given back, and another sends it at once', async () => {
  expect(await stopped.worker.ended, stopped.worker.output()).toBe(0);
  expect(stopped.worker.output()).toContain('giving back what could not be sent in time');
  await sentAgain(stopped, 10_000);
});

it('what a killed one was sending goes out again when its lease is over, under the same id', async () => {
  await sentAgain(killed, 1000 * (LEASE_SECONDS + 15));
});
