import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { isDatabaseAway } from '@/lib/database-away';
import { pool, prisma } from '@/lib/db';
import { newEvent, storedAttempts, storedDeliveries } from '@/lib/testing/engines';
import { reclaimExpired } from '@/lib/webhooks/data/lease';
import type { LeasedDelivery } from '@/lib/webhooks/data/leased-delivery';
import { publishEvents } from '@/lib/webhooks/data/publish';
import { createOrganization, createWebhook } from '@/prisma/factories';
import type { EndedAttempt } from './attempt';
import { Settlements } from './settle';

/** @param statusCode PostgreSQL refuses one beyond the range of `int` */
function ended(statusCode: number): EndedAttempt {
  return {
    record: {
      trigger: 'event',
      outcome: 'success',
      code: null,
      statusCode,
      startedAt: new Date(),
      durationMs: 1,
      dnsMs: null,
      connectMs: null,
      tlsMs: null,
      firstByteMs: null,
      requestHeaders: '{}',
      responseHeaders: null,
      responseBody: null,
      responseTruncated: false,
      remoteAddress: null,
    },
    result: { code: null, statusCode },
    signedBy: null,
  };
}

async function leased(organizationId: string, events: number): Promise<LeasedDelivery[]> {
  const { published } = await publishEvents(
    Array.from({ length: events }, () => newEvent(organizationId)),
    {
      room: 10,
      webhookRoom: 10,
      organizationRoom: 10,
      rooms: new Map(),
      organizationRooms: new Map(),
      since: performance.now(),
      lease: { token: randomUUID(), ms: 60_000 },
    },
  );
  return published.flatMap((one) => (one?.kind === 'accepted' ? one.leased : []));
}

it('records the others of a group of which the database refuses one', async () => {
  const { id: organizationId } = await createOrganization();
  await createWebhook({ organizationId });
  const deliveries = await leased(organizationId, 3);
  expect(deliveries).toHaveLength(3);
  const settlements = new Settlements({ schedule: [600], random: () => 0.5 });
  const results = await Promise.allSettled(
    deliveries.map((delivery, index) => settlements.settle(delivery, ended(index === 1 ? 3e10 : 200))),
  );
  expect(results).toMatchObject([
    { value: { written: true } },
    { reason: { code: '22003' } },
    { value: { written: true } },
  ]);
  expect((await storedDeliveries(organizationId)).map(({ status }) => status)).toEqual([
    'success',
    'pending',
    'success',
  ]);
  expect(await storedAttempts(organizationId)).toHaveLength(2);
});

it('counts a failure once, also where it is not known whether it was committed', async () => {
  const { id: organizationId } = await createOrganization();
  await createWebhook({ organizationId });
  const [delivery] = await leased(organizationId, 1);
  if (!delivery) throw new Error('nothing was leased');
  const { record } = ended(500);
  const failed: EndedAttempt = {
    record: { ...record, outcome: 'failure', code: 'http_5xx' },
    result: { code: 'http_5xx', statusCode: 500, retryAfterMs: null },
    signedBy: null,
  };
  const settlements = new Settlements({ schedule: [600], random: () => 0.5 });
  expect(await settlements.settle(delivery, failed)).toEqual({ written: true });
  expect(await settlements.settle(delivery, failed)).toEqual({ written: false });
  const states = await prisma().webhookState.findMany({ where: { organizationId } });
  expect(states.map(({ consecutiveFailures }) => consecutiveFailures)).toEqual([1]);
  expect(await storedAttempts(organizationId)).toHaveLength(1);
});

describe('a lease of which two groups have a part', () => {
  /** One event for two webhooks; the row of the first is locked until `unlock`, and so is what settles it. */
  async function locked() {
    const { id: organizationId } = await createOrganization();
    for (let made = 0; made < 2; made++) await createWebhook({ organizationId });
    const [first, second] = await leased(organizationId, 1);
    if (!first || !second) throw new Error('not both were leased');
    const settlements = new Settlements({ schedule: [600], random: () => 0.5 });
    settlements.expect(first.leaseToken, 2);
    const locker = await pool().connect();
    await locker.query('BEGIN');
    await locker.query('SELECT 1 FROM webhook_states WHERE webhook_id = $1 FOR UPDATE', [first.webhookId]);
    const stuck = settlements.settle(first, ended(204));
    const waiting = `SELECT pid FROM pg_stat_activity
      WHERE wait_event_type = 'Lock' AND datname = current_database() AND query LIKE '%INSERT INTO attempts%'`;
    const pid = await vi.waitFor(async () => {
      const { rows } = await pool().query<{ pid: number }>(waiting);
      expect(rows).toHaveLength(1);
      return rows[0]?.pid;
    });
    const leases = async () =>
      (await pool().query('SELECT 1 FROM delivery_leases WHERE token = $1', [first.leaseToken])).rowCount;
    return {
      organizationId,
      first,
      second,
      settlements,
      stuck,
      leases,
      pid,
      unlock: () => locker.release(true),
    };
  }

  it('lasts until the slower one is committed', async () => {
    const { organizationId, second, settlements, stuck, leases, unlock } = await locked();
    expect(await settlements.settle(second, ended(204))).toEqual({ written: true });
    expect(await leases()).toBe(1);
    unlock();
    expect(await stuck).toEqual({ written: true });
    // Nothing is left of it; the next group takes it along.
    const [next] = await leased(organizationId, 1);
    if (!next) throw new Error('nothing was leased');
    await settlements.settle(next, ended(204));
    expect(await leases()).toBe(0);
  });

  it('brings the delivery back whose process dies before it is', async () => {
    const { organizationId, first, second, settlements, stuck, pid, unlock } = await locked();
    const told = stuck.catch((error: unknown) => error);
    await settlements.settle(second, ended(204));
    await settlements.stop();
    await pool().query('SELECT pg_terminate_backend($1)', [pid]);
    expect(isDatabaseAway(await told)).toBe(true);
    unlock();
    await pool().query('UPDATE delivery_leases SET leased_until = now() WHERE token = $1', [
      first.leaseToken,
    ]);
    await reclaimExpired();
    const { rows } = await pool().query('SELECT delivery_id FROM delivery_queue WHERE organization_id = $1', [
      organizationId,
    ]);
    expect(rows).toEqual([{ delivery_id: first.id }]);
  });
});
