import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { pool } from '@/lib/db';
import { addDelivery } from '@/lib/testing/deliveries';
import { leaseElsewhere } from '@/lib/testing/engines';
import { createOrganization, createWebhook } from '@/prisma/factories';
import { leaseForResend, reclaimExpired } from './lease';
import { queueAgain, queueAgainIds } from './queue-again';
import { inSession } from './session';
import { systemTenant, type Tenant } from './tenant';
import { transaction } from './transaction';

const FAILED = { statuses: ['failure' as const], event: undefined, since: undefined, until: undefined };

let tenant: Tenant;
let webhookId: string;
/** A delivery that failed and is due again, and one that failed for good. */
let due: string;
let ended: string;

beforeEach(async () => {
  const { id: organizationId } = await createOrganization();
  const { webhook } = await createWebhook({ organizationId });
  tenant = systemTenant(organizationId);
  webhookId = webhook.id;
  due = (await addDelivery(webhook, { status: 'failure', nextAttemptAt: new Date() })).id;
  ended = (await addDelivery(webhook, { status: 'failure' })).id;
});

/**
 * Runs `meanwhile` in the middle of a claim: it has locked what is due in the queue and is about to lease it. Whoever
 * holds the delivery and waits for its place in the queue then waits for ever, or until PostgreSQL ends one of the two.
 */
async function duringClaim<T>(meanwhile: () => Promise<T>): Promise<T> {
  return inSession(async (claim) => {
    await claim.query('SELECT 1 FROM delivery_queue WHERE webhook_id = $1 FOR UPDATE', [webhookId]);
    const answer = await meanwhile();
    await claim.query('UPDATE deliveries SET lease_token = $2 WHERE id = $1', [due, randomUUID()]);
    return answer;
  });
}

const resends = async () => {
  const { rows } = await pool().query<{ id: string }>(
    'SELECT id FROM deliveries WHERE webhook_id = $1 AND resend_requested',
    [webhookId],
  );
  return rows.map(({ id }) => id);
};

it('leaves to a claim what it has in hand, in a resend of many', async () => {
  const again = () => transaction((tx) => queueAgain(tenant, tx, webhookId, FAILED));
  expect(await duringClaim(again)).toBe(1);
  expect(await resends()).toEqual([ended]);
});

it('leaves to a claim what it has in hand, in a step of a job', async () => {
  await duringClaim(() =>
    inSession((session) => queueAgainIds(session, tenant.organizationId, [due, ended])),
  );
  expect(await resends()).toEqual([ended]);
});

it('takes for being sent what a claim has in hand, in a resend of one', async () => {
  const lease = { token: randomUUID(), ms: 60_000 };
  expect(await duringClaim(() => leaseForResend(tenant, due, lease))).toEqual({ kind: 'being_sent' });
});

/** What waits in the queue at the very time that its delivery has. */
const queued = async () => {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT d.id FROM delivery_queue q JOIN deliveries d ON d.id = q.delivery_id AND d.next_attempt_at = q.due_at
     WHERE q.webhook_id = $1 AND q.due_at <= now() AND d.lease_token IS NULL ORDER BY d.id`,
    [webhookId],
  );
  return rows.map(({ id }) => id);
};

it('moves what waits for a retry to now', async () => {
  expect(await transaction((tx) => queueAgain(tenant, tx, webhookId, FAILED))).toBe(2);
  expect((await resends()).sort()).toEqual([due, ended].sort());
  expect(await queued()).toEqual([due, ended].sort());
});

it('keeps nothing from a claim that it does not resend', async () => {
  const since = new Date(Date.now() + 3_600_000).toISOString();
  await transaction(async (tx) => {
    expect(await queueAgain(tenant, tx, webhookId, { ...FAILED, since })).toBe(0);
    const { rows } = await pool().query(
      'SELECT delivery_id AS id FROM delivery_queue WHERE webhook_id = $1 FOR UPDATE SKIP LOCKED',
      [webhookId],
    );
    expect(rows).toEqual([{ id: due }]);
  });
});

it('loses nothing of a process that is gone and whose lease nobody has taken back yet', async () => {
  await leaseElsewhere(tenant.organizationId, -1);
  expect(await transaction((tx) => queueAgain(tenant, tx, webhookId, FAILED))).toBe(1);
  await reclaimExpired();
  expect(await queued()).toEqual([due, ended].sort());
});

it('resends one that a process which is gone has left', async () => {
  await leaseElsewhere(tenant.organizationId, -1);
  const lease = { token: randomUUID(), ms: 60_000 };
  expect(await leaseForResend(tenant, due, lease)).toMatchObject({ kind: 'leased' });
});
