import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { pool, prisma } from '@/lib/db';
import type { Webhook } from '@/lib/generated/prisma/client';
import { addDelivery } from '@/lib/testing/deliveries';
import { lockWaits } from '@/lib/testing/locks';
import { createOrganization, createWebhook } from '@/prisma/factories';
import { eraseCustomerRows } from './erase-customer';
import { areAnswersAbandoned, eraseAbandonedAnswers, eraseLateAnswers } from './late-answers';
import { leaseForResend } from './lease';
import { inSession } from './session';
import { systemTenant, type Tenant } from './tenant';
import { type Transaction, transaction } from './transaction';

const EMAIL = 'maria@example.com';
const WHO = 'a keyed hash';

let tenant: Tenant;
let webhook: Webhook;

beforeEach(async () => {
  await pool().query('DELETE FROM late_answers');
  const { id: organizationId } = await createOrganization();
  webhook = (await createWebhook({ organizationId })).webhook;
  tenant = systemTenant(organizationId);
});

const failed = (given: { nextAttemptAt?: Date } = {}) =>
  addDelivery(webhook, {
    event: 'customer.created',
    customerEmail: EMAIL,
    subjectId: 'customer-1',
    status: 'failure',
    ...given,
  });

const erase = (tx: Transaction) =>
  eraseCustomerRows(tenant, tx, { id: null, emails: [EMAIL], pseudonym: WHO });

const stored = () => prisma().delivery.findFirst({ where: { organizationId: tenant.organizationId } });
const endLeases = () => pool().query("UPDATE delivery_leases SET leased_until = now() - interval '1 second'");

/** Runs `meanwhile` in the middle of a claim: it has taken `id` out of the queue and is about to lease it. */
async function duringClaim<T>(id: string, meanwhile: () => Promise<T>): Promise<T> {
  return inSession(async (claim) => {
    await claim.query('DELETE FROM delivery_queue WHERE delivery_id = $1', [id]);
    const answer = await meanwhile();
    await claim.query(
      `WITH lease AS (
         INSERT INTO delivery_leases (token, leased_until, delivery_ids)
         VALUES ($2, now() + interval '60 seconds', ARRAY[$1::uuid])
       )
       UPDATE deliveries SET lease_token = $2 WHERE id = $1`,
      [id, randomUUID()],
    );
    return answer;
  });
}

it('leaves to a claim what it has in hand, and looks after it until it was sent', async () => {
  const { id } = await failed({ nextAttemptAt: new Date() });
  const erased = await duringClaim(id, () => transaction(erase));
  expect(erased).toEqual({ events: 1, withdrawn: 0, answers: 0 });
  expect(await eraseLateAnswers(tenant, WHO)).toEqual({ answers: 0, areAll: false });
  await endLeases();
  expect(await eraseLateAnswers(tenant, WHO)).toEqual({ answers: 0, areAll: true });
  expect(await stored()).toMatchObject({ leaseToken: null, nextAttemptAt: null, subjectId: null });
});

it('withdraws later what somebody else had locked in the queue', async () => {
  const { id } = await failed({ nextAttemptAt: new Date() });
  await inSession(async (other) => {
    await other.query('SELECT 1 FROM delivery_queue WHERE delivery_id = $1 FOR UPDATE', [id]);
    expect(await transaction(erase)).toMatchObject({ withdrawn: 0 });
    expect(await eraseLateAnswers(tenant, WHO)).toMatchObject({ areAll: false });
  });
  expect(await eraseLateAnswers(tenant, WHO)).toMatchObject({ areAll: true });
  expect(await stored()).toMatchObject({ nextAttemptAt: null });
  expect(await prisma().deliveryQueue.count({ where: { deliveryId: id } })).toBe(0);
});

it('writes nothing down where nothing is being sent', async () => {
  await failed({ nextAttemptAt: new Date() });
  expect(await transaction(erase)).toEqual({ events: 1, withdrawn: 1, answers: 0 });
  expect(await prisma().lateAnswer.count()).toBe(0);
});

it('keeps from a resend what it has emptied, also one that waited for it', async () => {
  const { id } = await failed();
  const { asked } = await transaction(async (tx) => {
    await erase(tx);
    const asking = leaseForResend(tenant, id, { token: randomUUID(), ms: 60_000 });
    await expect.poll(lockWaits, { timeout: 10_000 }).toBe(1);
    return { asked: asking };
  });
  expect(await asked).toEqual({ kind: 'payload_removed' });
  expect(await stored()).toMatchObject({ leaseToken: null, status: 'failure' });
});

it('waits for a resend that has its lease', async () => {
  const { id } = await failed();
  const lease = { token: randomUUID(), ms: 60_000 };
  expect(await leaseForResend(tenant, id, lease)).toMatchObject({ kind: 'leased' });
  await transaction(erase);
  expect(await eraseLateAnswers(tenant, WHO)).toMatchObject({ areAll: false });
});

it('leaves to whoever erased it what they look after, and takes the rest', async () => {
  const { id } = await failed({ nextAttemptAt: new Date() });
  await duringClaim(id, () => transaction(erase));
  expect(await areAnswersAbandoned()).toBe(false);
  expect(await eraseAbandonedAnswers()).toBeNull();
  // As the seconds that pass without a look.
  const pass = () => pool().query("UPDATE late_answers SET looked_after_until = now() - interval '1 second'");
  await pass();
  expect(await areAnswersAbandoned()).toBe(true);
  expect(await eraseAbandonedAnswers()).toEqual({ answers: 0, ended: 0 });
  // It is still being sent, and looked for again later.
  expect(await eraseAbandonedAnswers()).toBeNull();
  await endLeases();
  await pass();
  expect(await eraseAbandonedAnswers()).toEqual({ answers: 0, ended: 1 });
  expect(await prisma().lateAnswer.count()).toBe(0);
});

it('cannot be written down for an event of another organisation, and goes with the event', async () => {
  const { eventId, id } = await failed({ nextAttemptAt: new Date() });
  const { id: organizationId } = await createOrganization();
  const lookedAfterUntil = new Date();
  await expect(
    prisma().lateAnswer.create({ data: { eventId, organizationId, customer: WHO, lookedAfterUntil } }),
  ).rejects.toMatchObject({ code: 'P2003' });
  await duringClaim(id, () => transaction(erase));
  expect(await prisma().lateAnswer.count()).toBe(1);
  await prisma().event.deleteMany({ where: { id: eventId } });
  expect(await prisma().lateAnswer.count()).toBe(0);
});
