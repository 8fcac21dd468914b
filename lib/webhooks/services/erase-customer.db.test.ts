import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import { pool, prisma } from '@/lib/db';
import type { Webhook } from '@/lib/generated/prisma/client';
import { pseudonym } from '@/lib/pseudonym';
import { createPerson } from '@/lib/testing/actors';
import { ORIGIN } from '@/lib/testing/api';
import { createEngine, newEvent, stopEngines } from '@/lib/testing/engines';
import { lockWaits } from '@/lib/testing/locks';
import { type Received, type Receiver, startReceiver } from '@/lib/testing/receiver';
import { storedText } from '@/lib/testing/stored-text';
import type { EventName } from '@/lib/webhooks/core/event-catalogue';
import { maskOf } from '@/lib/webhooks/core/mask';
import { payloadBody } from '@/lib/webhooks/core/payload';
import { TEST_ADDRESS_PATH } from '@/lib/webhooks/core/test-address';
import { eraseCustomerRows } from '@/lib/webhooks/data/erase-customer';
import { leaseForResend } from '@/lib/webhooks/data/lease';
import { inSession } from '@/lib/webhooks/data/session';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';
import { createWebhook } from '@/prisma/factories';
import { eraseCustomer, eraseCustomerOf } from './erase-customer';
import { openTestAddress } from './open-test-address';
import { receiveTestMessage } from './receive-test-message';
import { resendDeliveries } from './resend-deliveries';

let actor: Actor;
let webhook: Webhook;
let receiver: Receiver;
let engine: ReturnType<typeof createEngine>;

beforeEach(async () => {
  actor = (await createPerson()).actor;
  // It repeats what it got, as many do.
  receiver = await startReceiver((request, response) => response.writeHead(500).end(request.body));
  webhook = (await createWebhook({ organizationId: actor.organizationId, url: receiver.url })).webhook;
  engine = createEngine();
  engine.start();
});
afterEach(async () => {
  await stopEngines();
  await receiver.close();
});

/** An event as the intake stores it, delivered once, and waiting for its retry. */
async function happened(event: EventName, data: object, email: string | null, of = actor): Promise<string> {
  const timestamp = new Date('2026-02-20T14:30:00Z');
  // A number that JSONB would refuse.
  const source = JSON.stringify(data).replace(/}$/, ',"big":1e999999}');
  const made = newEvent(of.organizationId, {
    event,
    timestamp,
    subjectId: (data as { id: string }).id,
    customerEmail: email,
    body: payloadBody(event, timestamp, source),
  });
  await engine.publish(made);
  return made.id;
}

const settled = (count: number) =>
  vi.waitFor(
    async () => {
      const rows = await prisma().delivery.findMany({ where: { organizationId: actor.organizationId } });
      expect(rows.filter((row) => row.attemptCount === 1 && row.leaseToken === null)).toHaveLength(count);
    },
    { timeout: 15_000, interval: 20 },
  );

/** One customer with a registration, a call with an id, one without; and the same of another customer. */
async function twoCustomers() {
  const [maria, joao] = [randomUUID(), randomUUID()].map((id) => ({
    id: `customer-${id}`,
    name: `Name ${id}`,
    email: `Mail-${id}@Example.com`,
    phone: `+55 ${id}`,
  }));
  if (!maria || !joao) throw new Error('two');
  for (const person of [maria, joao]) {
    const email = person.email.toLowerCase();
    const { name } = person;
    await happened('customer.created', person, email);
    await happened('call.created', { id: randomUUID(), customer: { name, email: person.email } }, email);
    await happened('call.missed', { id: randomUUID(), customer: { id: person.id, name } }, null);
  }
  await settled(6);
  return { maria, joao };
}

/**
 * The registration of a customer, which the receiver has got and will repeat when it is told to.
 * @param meanwhile what else it does with it
 */
async function beingSent(meanwhile: (request: Received) => Promise<void> = async () => {}) {
  const email = `${randomUUID()}@example.com`;
  let answer = () => {};
  receiver.answer = (request, response) => {
    answer = () => void meanwhile(request).then(() => response.writeHead(500).end(request.body));
  };
  const id = await happened('customer.created', { id: randomUUID(), name: 'Maria', email }, email);
  await receiver.received(1);
  const event = () => prisma().event.findFirst({ where: { organizationId: actor.organizationId, id } });
  return {
    email,
    answer: () => answer(),
    emptied: () => expect.poll(async () => (await event())?.body, { timeout: 60_000 }).toBeNull(),
  };
}

describe('erase-customer', () => {
  it('by id leaves nothing of the customer, and everything of the others', async () => {
    const { maria, joao } = await twoCustomers();
    expect(await storedText()).toContain(maria.phone);
    expect(await eraseCustomer(actor, { id: maria.id })).toEqual({ events: 3, withdrawn: 3, answers: 3 });
    const left = (await storedText()).toLowerCase();
    for (const trait of Object.values(maria)) expect(left).not.toContain(trait.toLowerCase());
    for (const trait of Object.values(joao)) expect(left).toContain(trait.toLowerCase());
    // That it happened, and how it went, is still there; none of it goes out again.
    const deliveries = await prisma().delivery.findMany({ where: { organizationId: actor.organizationId } });
    expect(deliveries).toHaveLength(6);
    expect(deliveries.filter((row) => row.nextAttemptAt !== null)).toHaveLength(3);
    expect(deliveries.every((row) => row.status === 'failure' && row.statusCode === 500)).toBe(true);
    expect(await eraseCustomer(actor, { id: maria.id })).toEqual({ events: 0, withdrawn: 0, answers: 0 });
  });

  it('by id looks through all payloads, however few a statement reads', async () => {
    const { maria, joao } = await twoCustomers();
    const traits = { id: maria.id, emails: [], pseudonym: 'a keyed hash' };
    const erased = await transaction((tx) => eraseCustomerRows(tenantOf(actor), tx, traits, 1));
    // The registration by its column, the call without an address by its payload.
    expect(erased).toMatchObject({ events: 2 });
    const left = await storedText();
    expect(left).not.toContain(maria.id);
    expect(left).toContain(joao.id);
  });

  it('by e-mail, however it is written, finds what is stored under it', async () => {
    const { maria } = await twoCustomers();
    expect(await eraseCustomerOf(actor.organizationId, { email: ` ${maria.email.toUpperCase()} ` })).toEqual({
      events: 2,
      withdrawn: 2,
      answers: 2,
    });
    const left = (await storedText()).toLowerCase();
    for (const trait of [maria.email, maria.phone]) expect(left).not.toContain(trait.toLowerCase());
  });

  it('withdraws what was never sent, and what is held stays held', async () => {
    await stopEngines();
    const email = `${randomUUID()}@example.com`;
    const where = { organizationId: actor.organizationId };
    engine = createEngine();
    await happened('call.created', { id: 'a', customer: { name: 'x', email } }, email);
    await prisma().webhook.updateMany({ where, data: { enabled: false, disabledReason: 'manual' } });
    await happened('call.created', { id: 'b', customer: { name: 'x', email } }, email);
    const statuses = async () =>
      (await prisma().delivery.findMany({ where, orderBy: { id: 'asc' } })).map((row) => row.status);
    expect(await statuses()).toEqual(['pending', 'held']);
    expect(await eraseCustomer(actor, { email })).toEqual({ events: 2, withdrawn: 1, answers: 0 });
    expect(await statuses()).toEqual(['held', 'held']);
    expect(await prisma().deliveryQueue.count({ where })).toBe(0);
    await prisma().webhook.updateMany({ where, data: { enabled: true, disabledReason: null } });
    engine.start();
    // Another event goes out, and so the engine has looked; these do not.
    await happened('call.missed', { id: 'c' }, null);
    await receiver.received(1);
    expect(receiver.requests.map(({ headers }) => headers['x-voki-event'])).toEqual(['call.missed']);
  });

  it('finds what is stored under a mask, where the address is not there any more', async () => {
    const where = { organizationId: actor.organizationId };
    await prisma().webhook.updateMany({ where, data: { mask: maskOf(['email']) } });
    // Registered while all webhooks masked addresses, called while one did not.
    const customer = { id: `customer-${randomUUID()}`, name: `Name ${randomUUID()}` };
    const email = `${randomUUID()}@example.com`;
    await happened('customer.created', { ...customer, email }, email);
    await happened('call.created', { id: 'masked', customer: { name: customer.name, email } }, email);
    await settled(2);
    expect(await storedText()).not.toContain(email);
    await prisma().webhook.updateMany({ where, data: { mask: null } });
    await happened('call.missed', { id: 'plain', customer: { name: customer.name, email } }, email);
    await settled(3);
    expect(await storedText()).toContain(email);
    expect(await eraseCustomer(actor, { id: customer.id })).toMatchObject({ events: 3 });
    const left = await storedText();
    for (const trait of [...Object.values(customer), email]) expect(left).not.toContain(trait);

    await prisma().webhook.updateMany({ where, data: { mask: maskOf(['email']) } });
    await happened('call.created', { id: 'again', customer: { name: customer.name, email } }, email);
    await settled(4);
    expect(await storedText()).toContain(customer.name);
    expect(await eraseCustomer(actor, { email })).toMatchObject({ events: 1 });
    expect(await storedText()).not.toContain(customer.name);
  });

  it('touches no other organisation', async () => {
    const { maria } = await twoCustomers();
    const stranger = (await createPerson()).actor;
    expect(await eraseCustomer(stranger, { id: maria.id })).toEqual({ events: 0, withdrawn: 0, answers: 0 });
    expect(await storedText()).toContain(maria.phone);
  });

  it('is in the trail, which does not name the customer', async () => {
    const { maria } = await twoCustomers();
    await eraseCustomer(actor, { id: maria.id });
    await eraseCustomerOf(actor.organizationId, { id: maria.id });
    const trail = await prisma().auditEntry.findMany({
      where: { organizationId: actor.organizationId, action: 'customer.erase' },
      orderBy: { id: 'asc' },
    });
    expect(trail).toMatchObject([
      { actorKind: 'user', actorId: actor.id, targetKind: 'customer', after: { by: 'id', events: 3 } },
      { actorKind: 'operator', after: { by: 'id', events: 0 } },
    ]);
    expect(trail[0]?.targetId).toBe(trail[1]?.targetId);
    expect(JSON.stringify(trail)).not.toContain(maria.id);
  });

  it('is for managers, on every plan', async () => {
    for (const role of ['supervisor', 'attendant'] as const) {
      const other = (await createPerson(role)).actor;
      await expect(eraseCustomer(other, { id: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
    }
    const basic = (await createPerson('manager', { plan: 'basic' })).actor;
    expect(await eraseCustomer(basic, { id: 'x' })).toMatchObject({ events: 0 });
    await expect(eraseCustomerOf(randomUUID(), { id: 'x' })).rejects.toMatchObject({
      fields: [{ path: ['org'], key: 'organization_unknown' }],
    });
  });
});

describe('erase-customer while its events are being sent', () => {
  const where = () => ({ organizationId: actor.organizationId });

  /** What is left of one delivery that was answered. */
  async function nothingIsLeft(email: string) {
    expect(await prisma().attempt.findMany({ where: where() })).toMatchObject([
      { statusCode: 500, responseBody: null, responseHeaders: null },
    ]);
    expect(await prisma().delivery.findMany({ where: where() })).toMatchObject([
      { status: 'failure', subjectId: null, nextAttemptAt: null, leaseToken: null },
    ]);
    expect(await prisma().deliveryQueue.count({ where: where() })).toBe(0);
    expect(await prisma().lateAnswer.count({ where: where() })).toBe(0);
    expect(await storedText()).not.toContain(email);
  }

  it('waits for what is being sent, and keeps nothing of what is answered to it', async () => {
    // One that would finish what others have left.
    createEngine({ background: true }).start();
    const { email, answer, emptied } = await beingSent();
    const erasing = eraseCustomer(actor, { email });
    await emptied();
    expect(await prisma().lateAnswer.count({ where: where() })).toBe(1);
    answer();
    expect(await erasing).toEqual({ events: 1, withdrawn: 0, answers: 1 });
    await nothingIsLeft(email);
  });

  it('is finished by any process that delivers, where its own was killed', async () => {
    const { email, answer, emptied } = await beingSent();
    const args = ['scripts/voki.ts', 'customer', 'erase', '--org', actor.organizationId, '--email', email];
    const child = spawn(process.execPath, ['--import', 'tsx', ...args], { stdio: 'ignore' });
    const gone = once(child, 'close');
    await emptied();
    child.kill('SIGKILL');
    expect(await gone).toEqual([null, 'SIGKILL']);
    answer();
    await settled(1);
    // Nobody was there to remove it.
    expect(await storedText()).toContain(email);
    await stopEngines();
    createEngine({ background: true }).start();
    // As the seconds in which nobody has looked after it.
    await pool().query("UPDATE late_answers SET looked_after_until = now() - interval '1 second'");
    await expect.poll(() => prisma().lateAnswer.count({ where: where() }), { timeout: 30_000 }).toBe(0);
    await nothingIsLeft(email);
  }, 120_000);

  it('asked for again after it was cut off, waits for what is left, and counts it', async () => {
    const { email, answer } = await beingSent();
    const traits = { id: null, emails: [email], pseudonym: pseudonym(actor.organizationId, email) };
    // All that a call does until its commit.
    await transaction((tx) => eraseCustomerRows(tenantOf(actor), tx, traits));
    const again = eraseCustomer(actor, { email });
    answer();
    expect(await again).toEqual({ events: 0, withdrawn: 0, answers: 1 });
    await nothingIsLeft(email);
  });

  it('takes along what the test address has got of it', async () => {
    const token = (await openTestAddress(actor)).url.replace(`${ORIGIN}${TEST_ADDRESS_PATH}`, '');
    const { email, answer, emptied } = await beingSent(({ body }) =>
      receiveTestMessage(token, new Request(ORIGIN, { method: 'POST', body })),
    );
    const erasing = eraseCustomer(actor, { email });
    await emptied();
    answer();
    await erasing;
    await nothingIsLeft(email);
  });

  it('takes back the lease of a process that stands still, whose record then counts no more', async () => {
    await stopEngines();
    // Without a worker: nobody else takes leases back.
    engine = createEngine();
    const { email, answer } = await beingSentByResend();
    await pool().query("UPDATE delivery_leases SET leased_until = now() - interval '1 second'");
    expect(await eraseCustomer(actor, { email })).toEqual({ events: 1, withdrawn: 0, answers: 0 });
    await answer();
    expect(await prisma().attempt.count({ where: where() })).toBe(0);
    expect(await storedText()).not.toContain(email);
  });

  /** As {@link beingSent}, at somebody's wish; `answer` resolves when what was answered is recorded, or is not. */
  async function beingSentByResend() {
    const email = `${randomUUID()}@example.com`;
    const { id } = await addFailed(uuidv7(), uuidv7(), email);
    let answer = () => {};
    receiver.answer = (request, response) => {
      answer = () => void response.writeHead(500).end(request.body);
    };
    const lease = await leaseForResend(tenantOf(actor), id, engine.newLease());
    if (lease.kind !== 'leased') throw new Error(lease.kind);
    const sending = engine.attempt(lease.delivery);
    await receiver.received(1);
    return {
      email,
      answer: () => {
        answer();
        return sending;
      },
    };
  }

  /** A registration whose delivery has failed for good. */
  async function addFailed(eventId: string, deliveryId: string, email: string) {
    const { organizationId } = actor;
    const of = { organizationId, event: 'customer.created', subjectId: 'customer-1' };
    const body = JSON.stringify({ event: of.event, data: { id: of.subjectId, email } });
    await prisma().event.create({
      data: { ...of, id: eventId, timestamp: new Date(), customerEmail: email, body },
    });
    return prisma().delivery.create({
      data: { ...of, id: deliveryId, eventId, webhookId: webhook.id, status: 'failure', attemptCount: 1 },
    });
  }

  it('and a resend of many at the same time both succeed, and nothing is sent', async () => {
    const email = `${randomUUID()}@example.com`;
    // The later delivery belongs to the earlier event, so that whoever goes by events meets them the other way round.
    const [first, second] = [uuidv7(), uuidv7()];
    const [low, high] = [uuidv7(), uuidv7()];
    await addFailed(first, high, email);
    await addFailed(second, low, email);
    const event = () => prisma().event.findFirst({ where: { ...where(), id: first } });
    // Whoever comes to the first delivery waits there, until both have begun.
    const { both } = await inSession(async (barrier) => {
      await barrier.query('SELECT 1 FROM deliveries WHERE id = $1 FOR UPDATE', [low]);
      const resending = resendDeliveries(actor, webhook.id);
      await expect.poll(lockWaits, { timeout: 10_000 }).toBe(1);
      const erasing = eraseCustomer(actor, { email });
      const bothBegan = async () => (await lockWaits()) === 2 || (await event())?.body === null;
      await expect.poll(bothBegan, { timeout: 10_000 }).toBe(true);
      return { both: Promise.all([resending, erasing]) };
    });
    expect(await both).toEqual([{ count: 2 }, { events: 2, withdrawn: 0, answers: 0 }]);
    const rows = () => prisma().delivery.findMany({ where: where() });
    await expect
      .poll(async () => (await rows()).filter((row) => row.nextAttemptAt ?? row.leaseToken), {
        timeout: 10_000,
      })
      .toEqual([]);
    expect(receiver.requests).toEqual([]);
    expect(await storedText()).not.toContain(email);
  });
});
