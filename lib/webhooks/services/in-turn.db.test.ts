import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import { env } from '@/lib/env';
import { createPerson } from '@/lib/testing/actors';
import { newEvent } from '@/lib/testing/engines';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import { engine } from '@/lib/webhooks/engine/engine';
import { createIngestKey, createWebhook } from '@/prisma/factories';
import { acceptEvent } from './accept-event';
import { eraseCustomer } from './erase-customer';
import { listDeliveries } from './list-deliveries';
import { listWebhooks } from './list-webhooks';

/**
 * One organisation asks for much at once, of each of which the database makes slow work: here by a lock, else by
 * millions of rows. Everybody else goes on.
 */

let hostile: Actor;
let other: Actor;
/** Of nobody's pool, as those are what is at stake. */
let barrier: pg.Client;

beforeEach(async () => {
  hostile = (await createPerson()).actor;
  other = (await createPerson()).actor;
  await createWebhook({ organizationId: hostile.organizationId });
  await createWebhook({ organizationId: other.organizationId });
  await engine().publish({ ...newEvent(hostile.organizationId), customerEmail: 'maria@example.com' });
  barrier = new pg.Client({ connectionString: env().DATABASE_URL });
  await barrier.connect();
  await barrier.query('BEGIN');
});

afterEach(() => barrier.end());
afterAll(() => engine().stop());

async function postAsCallSystem(organizationId: string): Promise<number> {
  // A key that this process has not seen is looked up.
  const { key } = await createIngestKey();
  const body = JSON.stringify({
    organization_id: organizationId,
    event: 'call.completed',
    data: EVENT_CATALOGUE['call.completed'].example,
  });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  return (await acceptEvent(new Request('http://127.0.0.1/api/events', { method: 'POST', headers, body })))
    .status;
}

const codesOf = async (asked: Promise<unknown>[]) =>
  (await Promise.allSettled(asked)).map((one) => (one.status === 'rejected' ? one.reason.code : 'done'));

describe('what one organisation asks of the database at once', () => {
  it('as forty erasures, keeps neither the call system nor other people waiting', async () => {
    await barrier.query('SELECT 1 FROM events WHERE organization_id = $1 FOR UPDATE', [
      hostile.organizationId,
    ]);
    const asked = codesOf(
      Array.from({ length: 40 }, () => eraseCustomer(hostile, { email: 'maria@example.com' })),
    );
    expect(await listWebhooks(other)).toHaveLength(1);
    expect(await postAsCallSystem(other.organizationId)).toBe(202);
    await barrier.query('COMMIT');
    const codes = await asked;
    // One at work and twenty that wait for it.
    expect(codes.filter((code) => code === 'done')).toHaveLength(21);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(19);
  }, 30_000);

  it('as a hundred pages of history, keeps nobody else waiting, and all are answered', async () => {
    const { webhook } = await createWebhook({ organizationId: hostile.organizationId });
    await barrier.query('LOCK TABLE deliveries IN ACCESS EXCLUSIVE MODE');
    const asked = codesOf(Array.from({ length: 100 }, () => listDeliveries(hostile, webhook.id, {})));
    const { id } = (await createWebhook({ organizationId: other.organizationId })).webhook;
    expect(id).toBeDefined();
    await barrier.query('COMMIT');
    expect(new Set(await asked)).toEqual(new Set(['done']));
    expect(await listWebhooks(other)).toHaveLength(2);
  }, 30_000);
});
