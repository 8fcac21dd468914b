import { once } from 'node:events';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pool } from '@/lib/db';
import { authority, good } from '@/lib/testing/certificates';
import { createEngine, newEvent, stopEngines, storedAttempts, storedDeliveries } from '@/lib/testing/engines';
import { standStill } from '@/lib/testing/stand-still';
import { insertTest, leaseForResend } from '@/lib/webhooks/data/lease';
import { systemTenant } from '@/lib/webhooks/data/tenant';
import { createOrganization, createWebhook } from '@/prisma/factories';
import type { Engine } from './engine';

/** What the database has of attempts in which the process stood still before it could send. */

const TIMEOUT_MS = 2000;
const LONG_MS = TIMEOUT_MS + 500;

let receiver: https.Server;
/** Of each request: the number of its attempt. */
const received: unknown[] = [];
let organizationId: string;
let webhookId: string;
/** Done by the process each time it looks for the receiver. */
const find = vi.fn<() => unknown>();

beforeEach(async () => {
  find.mockReset();
  received.length = 0;
  receiver = https.createServer(good, (request, response) => {
    received.push(request.headers['x-voki-attempt']);
    request.resume().on('end', () => response.writeHead(204).end());
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  organizationId = (await createOrganization()).id;
  const url = `https://receiver.test:${(receiver.address() as AddressInfo).port}/`;
  webhookId = (await createWebhook({ organizationId, url })).webhook.id;
});

afterEach(async () => {
  await stopEngines();
  receiver.closeAllConnections();
  receiver.close();
});

const finding = (): Engine =>
  createEngine({
    timeoutMs: TIMEOUT_MS,
    ca: authority,
    lookup(_hostname, _options, callback) {
      void Promise.resolve(find()).then(() => callback(null, [{ address: '127.0.0.1', family: 4 }]));
    },
  });

async function stored() {
  // In this order: both are written in one commit, which may come between the two questions.
  const attempts = await storedAttempts(organizationId);
  const [delivery] = await storedDeliveries(organizationId);
  return { delivery, attempts };
}

const queue = async () =>
  (await pool().query('SELECT delivery_id FROM delivery_queue WHERE organization_id = $1', [organizationId]))
    .rows;

/** Waits until an attempt is recorded. */
const recorded = () =>
  vi.waitFor(
    async () => {
      const { delivery, attempts } = await stored();
      expect(attempts).not.toEqual([]);
      return { delivery, attempts };
    },
    { timeout: 15_000, interval: 20 },
  );

it('it is no attempt: the delivery goes back into the queue and out again, under the same number', async () => {
  find.mockImplementationOnce(() => standStill(LONG_MS));
  const engine = finding();
  engine.start();
  await engine.publish(newEvent(organizationId));
  expect(await recorded()).toMatchObject({
    delivery: { status: 'success', attempt_count: 1, retry_count: 0, lease_token: null },
    attempts: [{ number: 1, trigger: 'event', outcome: 'success' }],
  });
  expect(find).toHaveBeenCalledTimes(2);
  expect(received).toEqual(['1']);
});

it('the second time in a row it counts, so that where it always stands still nothing goes round for ever', async () => {
  find.mockImplementation(() => standStill(LONG_MS));
  const engine = finding();
  engine.start();
  await engine.publish(newEvent(organizationId));
  expect(await recorded()).toMatchObject({
    delivery: { status: 'timeout', attempt_count: 1, next_in_seconds: expect.any(Number) },
    attempts: [{ number: 1, outcome: 'timeout', code: 'timeout' }],
  });
  expect(find).toHaveBeenCalledTimes(2);
  expect(received).toEqual([]);
});

it('what another process has taken over meanwhile is not given back', async () => {
  find.mockImplementationOnce(async () => {
    await pool().query('UPDATE deliveries SET lease_token = gen_random_uuid() WHERE organization_id = $1', [
      organizationId,
    ]);
    standStill(LONG_MS);
  });
  const engine = finding();
  engine.start();
  await engine.publish(newEvent(organizationId));
  await vi.waitFor(() => expect(find.mock.settledResults[0]?.type).toBe('fulfilled'), { timeout: 10_000 });
  // A stop waits for what is being given back.
  await stopEngines();
  const { delivery, attempts } = await stored();
  expect(delivery).toMatchObject({ status: 'pending', attempt_count: 0, lease_token: expect.any(String) });
  expect(attempts).toEqual([]);
  expect(await queue()).toEqual([]);
  expect(received).toEqual([]);
});

const NOT_SENT = { code: 'unavailable', key: 'not_sent', retryAfterSeconds: expect.any(Number) };

it('somebody who tests is told, and the test leaves nothing behind', async () => {
  find.mockImplementation(() => standStill(LONG_MS));
  const engine = finding();
  const { body, event, timestamp, subjectId } = newEvent(organizationId);
  const ids = { eventId: uuidv7(), deliveryId: uuidv7() };
  const test = { ...ids, webhookId, event, timestamp, subjectId, body };
  const delivery = await insertTest(systemTenant(organizationId), test, engine.newLease());
  if (!delivery) throw new Error('no webhook');
  await expect(engine.attempt(delivery)).rejects.toMatchObject(NOT_SENT);
  expect(await storedDeliveries(organizationId)).toEqual([]);
  const { rows } = await pool().query('SELECT id FROM events WHERE organization_id = $1', [organizationId]);
  expect(rows).toEqual([]);
  expect(received).toEqual([]);
});

it('somebody who resends is told, and the delivery waits in the queue as before', async () => {
  find.mockImplementationOnce(() => standStill(LONG_MS));
  const engine = finding();
  await engine.publish(newEvent(organizationId));
  const before = { ...(await stored()), queue: await queue() };
  expect(before.queue).toHaveLength(1);
  const resend = async () => {
    const id = before.delivery?.id ?? '';
    const lease = await leaseForResend(systemTenant(organizationId), id, engine.newLease());
    if (lease.kind !== 'leased') throw new Error(lease.kind);
    await engine.attempt(lease.delivery);
  };
  await expect(resend()).rejects.toMatchObject(NOT_SENT);
  const after = { ...(await stored()), queue: await queue() };
  // Seconds pass.
  for (const { delivery } of [before, after]) if (delivery) delivery.next_in_seconds = 0;
  expect(after).toEqual(before);
  await resend();
  expect((await stored()).delivery).toMatchObject({ status: 'success', attempt_count: 1 });
});
