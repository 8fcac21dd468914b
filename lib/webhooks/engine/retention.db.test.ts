import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import { pool, prisma } from '@/lib/db';
import { deleteOldEvents, emptyOldEvents, withRetentionLock } from '@/lib/webhooks/data/retention';
import { createOrganization, createUser, createWebhook } from '@/prisma/factories';
import { removeOld } from './retention';

const OPTIONS = { payloadDays: 30, historyDays: 90 };
const NEVER = new AbortController().signal;
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

let organizationId: string;
let webhookId: string;

beforeEach(async () => {
  await pool().query('TRUNCATE events, deliveries, attempts, webhooks CASCADE');
  organizationId = (await createOrganization()).id;
  webhookId = (await createWebhook({ organizationId })).webhook.id;
});

/** An event of so many days ago with a key, a delivery and its attempt. `idDays`: as its id says. */
async function history(days: number, delivery: Record<string, unknown> = {}, idDays = days): Promise<string> {
  const createdAt = daysAgo(days);
  const msecs = daysAgo(idDays).getTime();
  const id = uuidv7({ msecs });
  const deliveryId = uuidv7({ msecs });
  const common = { organizationId, createdAt, event: 'call.completed' };
  const key = { idempotencyKey: id, bodyHash: new Uint8Array(32) };
  await prisma().event.create({ data: { ...common, ...key, id, timestamp: createdAt, body: '{}' } });
  await prisma().delivery.create({
    data: { ...common, id: deliveryId, webhookId, eventId: id, status: 'failure', ...delivery },
  });
  await prisma().attempt.create({
    data: {
      organizationId,
      deliveryId,
      number: 1,
      trigger: 'event',
      outcome: 'success',
      startedAt: createdAt,
      durationMs: 1,
      requestHeaders: '{}',
    },
  });
  return id;
}

/** Of each event that is left, whether its body is. */
const left = async () =>
  Object.fromEntries((await prisma().event.findMany()).map(({ id, body }) => [id, body !== null]));
const counts = async () => ({
  deliveries: await prisma().delivery.count(),
  attempts: await prisma().attempt.count(),
  keys: await prisma().event.count({ where: { idempotencyKey: { not: null } } }),
});

describe('removeOld', () => {
  it('empties what is older than the payload days and removes what is older than the history days', async () => {
    await history(91);
    const [emptied, kept] = [await history(31), await history(29)];
    expect(await removeOld(OPTIONS, NEVER)).toEqual({
      events: 1,
      payloads: 1,
      incidents: 0,
      webhooks: 0,
      sessions: 0,
    });
    expect(await left()).toEqual({ [emptied]: false, [kept]: true });
    expect(await counts()).toEqual({ deliveries: 2, attempts: 2, keys: 1 });
    expect(await removeOld(OPTIONS, NEVER)).toEqual({
      events: 0,
      payloads: 0,
      incidents: 0,
      webhooks: 0,
      sessions: 0,
    });
  });

  it('leaves what waits to be sent, or is being sent', async () => {
    const waits = { nextAttemptAt: new Date(Date.now() + 3_600_000) };
    const leased = { leaseToken: uuidv7() };
    const ids = [
      await history(31, waits),
      await history(31, leased),
      await history(91, waits),
      await history(91, leased),
    ];
    await removeOld(OPTIONS, NEVER);
    expect(await left()).toEqual(Object.fromEntries(ids.map((id) => [id, true])));
    await prisma().delivery.updateMany({
      data: { nextAttemptAt: null, leaseToken: null },
    });
    expect(await removeOld(OPTIONS, NEVER)).toMatchObject({ events: 2, payloads: 2 });
  });

  it('goes by the database’s clock, whatever that of the machine said which took the event', async () => {
    await history(0, { status: 'held' }, 20_000);
    expect(await removeOld(OPTIONS, NEVER)).toMatchObject({ events: 0, payloads: 0 });
    expect(await counts()).toMatchObject({ deliveries: 1 });
  });

  it('goes on from batch to batch until nothing is left, whichever organisation it belongs to', async () => {
    for (let count = 0; count < 3; count++) await history(100);
    organizationId = (await createOrganization()).id;
    webhookId = (await createWebhook({ organizationId })).webhook.id;
    for (let count = 0; count < 2; count++) await history(100);
    for (let count = 0; count < 3; count++) await history(40);
    expect(await removeOld(OPTIONS, NEVER, 2)).toEqual({
      events: 5,
      payloads: 3,
      incidents: 0,
      webhooks: 0,
      sessions: 0,
    });
  });

  it('removes a deleted webhook with its secrets, after its history', async () => {
    await history(100);
    const recent = (await createWebhook({ organizationId })).webhook.id;
    const deletedAt = (id: string, days: number) =>
      prisma().webhook.updateMany({ where: { id }, data: { deletedAt: daysAgo(days) } });
    await deletedAt(webhookId, 91);
    await deletedAt(recent, 89);
    expect(await removeOld(OPTIONS, NEVER)).toEqual({
      events: 1,
      payloads: 0,
      incidents: 0,
      webhooks: 1,
      sessions: 0,
    });
    expect(await prisma().webhook.findMany({ select: { id: true } })).toEqual([{ id: recent }]);
    expect(await prisma().webhookSecret.count()).toBe(1);
  });

  it('removes outages with the history, but none that goes on', async () => {
    const incident = (days: number, endedAt: Date | null) =>
      prisma().webhookIncident.create({
        data: {
          ...{ id: uuidv7(), organizationId, webhookId, startedAt: daysAgo(days) },
          ...(endedAt && { endedAt, endReason: 'recovered' }),
        },
      });
    await incident(95, daysAgo(91));
    const left = [await incident(94, daysAgo(89)), await incident(93, null)];
    expect(await removeOld(OPTIONS, NEVER)).toMatchObject({ incidents: 1 });
    const kept = await prisma().webhookIncident.findMany({
      where: { webhookId },
      orderBy: { startedAt: 'asc' },
    });
    expect(kept.map(({ id }) => id)).toEqual(left.map(({ id }) => id));
  });

  it('removes notes of sessions that were signed out of, once no clock takes their cookies for good', async () => {
    const { id: userId } = await createUser({ organizationId });
    const note = async (hoursAgo: number) => {
      const data = { id: uuidv7(), organizationId, userId, endsAt: daysAgo(hoursAgo / 24) };
      return (await prisma().endedSession.create({ data })).id;
    };
    await note(1.1);
    await note(200);
    const left = [await note(0.9), await note(-12)];
    expect(await removeOld(OPTIONS, NEVER, 1)).toMatchObject({ sessions: 2 });
    const kept = await prisma().endedSession.findMany({ orderBy: { endsAt: 'asc' } });
    expect(kept.map(({ id }) => id)).toEqual(left);
    await prisma().endedSession.deleteMany();
  });

  it('is done by one process at a time, and stops when told', async () => {
    await history(91);
    await withRetentionLock(async () => {
      expect(await removeOld(OPTIONS, NEVER)).toBeNull();
    });
    expect(await removeOld(OPTIONS, AbortSignal.abort())).toEqual({
      events: 0,
      payloads: 0,
      incidents: 0,
      webhooks: 0,
      sessions: 0,
    });
    expect(await removeOld(OPTIONS, NEVER)).toMatchObject({ events: 1 });
  });
});

it('reads the old and nothing else, however much there is', async () => {
  await pool().query(
    `INSERT INTO events (id, organization_id, event, "timestamp", body, created_at)
     SELECT uuid_v7(), $1, 'call.completed', now(), CASE WHEN n > 10000 THEN '{}' END, now() - n * interval '1 second'
     FROM generate_series(1, 20000) AS n`,
    [organizationId],
  );
  await pool().query('ANALYZE events');
  await pool().query('ANALYZE deliveries');
  const blocks = async (step: typeof emptyOldEvents, days: number) => {
    let read = 0;
    const session = { query: (text: string, values: unknown[]) => explain(text, values) };
    const explain = async (text: string, values: unknown[]) => {
      const { rows } = await pool().query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`, values);
      const plan = rows[0]['QUERY PLAN'][0].Plan;
      read = plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
      return { rowCount: 0 };
    };
    await step(session as unknown as Parameters<typeof step>[0], days, 2000);
    return read;
  };
  expect(await blocks(emptyOldEvents, 30)).toBeLessThan(50);
  expect(await blocks(deleteOldEvents, 90)).toBeLessThan(50);
});
