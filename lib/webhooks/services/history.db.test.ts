import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import { prisma } from '@/lib/db';
import type { Webhook } from '@/lib/generated/prisma/client';
import { createPerson } from '@/lib/testing/actors';
import { addDelivery } from '@/lib/testing/deliveries';
import type { DeliveryQuery } from '@/lib/webhooks/schemas';
import { createWebhook } from '@/prisma/factories';
import { getDelivery } from './get-delivery';
import { listDeliveries } from './list-deliveries';
import { listWebhooks } from './list-webhooks';
import { updateWebhook } from './update-webhook';
import { webhookStats } from './webhook-stats';

const HOUR = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms);

async function webhookOf(actor: Actor): Promise<Webhook> {
  return (await createWebhook({ organizationId: actor.organizationId })).webhook;
}

/** As if a process was sending a delivery, until then. */
async function lease(deliveryId: string, leasedUntil: Date): Promise<void> {
  const token = randomUUID();
  await prisma().deliveryLease.create({
    data: { token, leasedUntil, deliveryIds: [deliveryId, randomUUID()] },
  });
  await prisma().delivery.updateMany({ where: { id: deliveryId }, data: { leaseToken: token } });
}

describe('list-deliveries', () => {
  let actor: Actor;
  let webhook: Webhook;
  const call = randomUUID();
  const ids = async (query: DeliveryQuery) =>
    (await listDeliveries(actor, webhook.id, query)).items.map((item) => item.id);

  beforeAll(async () => {
    actor = (await createPerson('supervisor')).actor;
    webhook = await webhookOf(actor);
  });

  it('pages by key, the newest first, without a gap or a repeat among equal times', async () => {
    const own = await webhookOf(actor);
    const at = ago(HOUR);
    const made = [];
    for (let n = 0; n < 7; n += 1)
      made.push(await addDelivery(own, { createdAt: n < 5 ? at : ago(n * 1000) }));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listDeliveries(actor, own.id, { limit: 2, ...(cursor && { cursor }) });
      seen.push(...page.items.map((item) => item.id));
      cursor = page.next_cursor;
    } while (cursor);
    const expected = made.sort(
      (a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1),
    );
    expect(seen).toEqual(expected.map((delivery) => delivery.id));
  });

  it('ends a page that is exactly full', async () => {
    const own = await webhookOf(actor);
    await addDelivery(own);
    await addDelivery(own);
    const page = await listDeliveries(actor, own.id, { limit: 2 });
    expect([page.items.length, page.next_cursor]).toEqual([2, null]);
  });

  it('refuses a cursor that it did not make, on its path', async () => {
    await expect(listDeliveries(actor, webhook.id, { cursor: 'x' })).rejects.toMatchObject({
      code: 'invalid',
      fields: [{ path: ['cursor'], key: 'cursor_invalid' }],
    });
  });

  it('filters by status, event and time', async () => {
    const own = await webhookOf(actor);
    const failed = await addDelivery(own, { status: 'failure', createdAt: ago(2 * HOUR) });
    const missed = await addDelivery(own, { event: 'call.missed', createdAt: ago(HOUR) });
    const both = await addDelivery(own, { event: 'call.missed', status: 'failure' });
    const find = async (query: DeliveryQuery) =>
      (await listDeliveries(actor, own.id, query)).items.map((item) => item.id);
    expect(await find({ status: 'failure' })).toEqual([both.id, failed.id]);
    expect(await find({ event: 'call.missed' })).toEqual([both.id, missed.id]);
    expect(await find({ status: 'failure', event: 'call.missed' })).toEqual([both.id]);
    expect(await find({ since: missed.createdAt.toISOString() })).toEqual([both.id, missed.id]);
    expect(await find({ until: missed.createdAt.toISOString() })).toEqual([failed.id]);
    const withOffset = missed.createdAt.toISOString().replace('Z', '-00:00');
    expect(await find({ since: withOffset, until: both.createdAt.toISOString() })).toEqual([missed.id]);
  });

  it('finds what is pending, in the queue and being sent, and no retry of a failure', async () => {
    const own = await webhookOf(actor);
    const waiting = await addDelivery(own, { status: 'pending', nextAttemptAt: new Date() });
    const sent = await addDelivery(own, { status: 'pending' });
    await lease(sent.id, ago(-HOUR));
    await addDelivery(own, { status: 'failure', nextAttemptAt: new Date() });
    await addDelivery(own);
    const { items } = await listDeliveries(actor, own.id, { status: 'pending' });
    expect(items.map(({ id }) => id)).toEqual([sent.id, waiting.id]);
    expect(items.map(({ being_sent }) => being_sent)).toEqual([true, false]);
  });

  it('says of none that it is being sent whose lease is over, in the history and alone', async () => {
    const own = await webhookOf(actor);
    const sent = await addDelivery(own, { status: 'pending' });
    const lost = await addDelivery(own, { status: 'pending' });
    await lease(sent.id, ago(-HOUR));
    await lease(lost.id, ago(HOUR));
    const { items } = await listDeliveries(actor, own.id, {});
    for (const one of [await getDelivery(actor, sent.id), items[1]])
      expect(one).toMatchObject({ id: sent.id, being_sent: true });
    for (const one of [await getDelivery(actor, lost.id), items[0]])
      expect(one).toMatchObject({ id: lost.id, being_sent: false });
  });

  it('searches by delivery id, call or customer id, and e-mail address', async () => {
    const one = await addDelivery(webhook, { subjectId: call, customerEmail: 'ana@example.com' });
    const other = await addDelivery(webhook, { subjectId: 'CALL-7', customerEmail: 'rui@example.com' });
    expect(await ids({ q: call })).toEqual([one.id]);
    expect(await ids({ q: call.toUpperCase() })).toEqual([one.id]);
    expect(await ids({ q: other.id })).toEqual([other.id]);
    expect(await ids({ q: other.eventId })).toEqual([other.id]);
    expect(await ids({ q: 'CALL-7' })).toEqual([other.id]);
    expect(await ids({ q: 'Ana@Example.com' })).toEqual([one.id]);
    expect(await ids({ q: 'nobody@example.com' })).toEqual([]);
    expect(await ids({ q: "%' OR true --" })).toEqual([]);
    expect(await ids({ q: randomUUID() })).toEqual([]);
  });

  it('finds nothing of another webhook or organisation by any search', async () => {
    const { actor: stranger } = await createPerson();
    const foreign = await webhookOf(stranger);
    const hidden = await addDelivery(foreign, { subjectId: 'S-1', customerEmail: 's@example.com' });
    const sibling = await addDelivery(await webhookOf(actor), { subjectId: 'S-1' });
    for (const q of [hidden.id, hidden.eventId, sibling.id, sibling.eventId, 'S-1', 's@example.com'])
      expect(await ids({ q })).toEqual([]);
  });
});

describe('get-delivery', () => {
  it('tells the newest hundred of many resends, and what the schedule made', async () => {
    const { actor } = await createPerson();
    const delivery = await addDelivery(await webhookOf(actor), { status: 'failure', statusCode: 503 });
    const made = 300;
    await prisma().delivery.updateMany({ where: { id: delivery.id }, data: { attemptCount: made } });
    await prisma().attempt.createMany({
      data: Array.from({ length: made }, (_, index) => ({
        organizationId: actor.organizationId,
        deliveryId: delivery.id,
        number: index + 1,
        trigger: index === 0 ? ('event' as const) : index === 100 ? ('retry' as const) : ('resend' as const),
        outcome: 'success' as const,
        startedAt: new Date(),
        durationMs: 1,
        requestHeaders: '{}',
      })),
    });
    const { attempts, attempt_count } = await getDelivery(actor, delivery.id);
    expect(attempt_count).toBe(made);
    expect(attempts.map((one) => one.number)).toEqual([
      1,
      101,
      ...Array.from({ length: 100 }, (_, index) => made - 99 + index),
    ]);
  });

  it('tells what was sent and every attempt, the first one first', async () => {
    const { actor } = await createPerson();
    const delivery = await addDelivery(await webhookOf(actor), { status: 'failure', statusCode: 503 });
    const attempt = {
      organizationId: actor.organizationId,
      deliveryId: delivery.id,
      outcome: 'failure' as const,
      code: 'http_5xx',
      statusCode: 503,
      startedAt: new Date('2026-02-20T14:30:00.250Z'),
      durationMs: 41,
      dnsMs: 1.5,
      requestHeaders: '{"X-Voki-Attempt":"1"}',
      responseHeaders: '{"retry-after":"5"}',
      responseBody: 'busy',
      remoteAddress: '203.0.113.7',
    };
    await prisma().attempt.createMany({
      data: [
        { ...attempt, number: 2, trigger: 'retry' },
        { ...attempt, number: 1, trigger: 'event' },
      ],
    });
    const detail = await getDelivery(actor, delivery.id);
    expect(detail).toMatchObject({
      id: delivery.id,
      status: 'failure',
      status_code: 503,
      request_body: '{"event":"call.completed"}',
    });
    expect(detail.attempts.map((one) => one.number)).toEqual([1, 2]);
    expect(detail.attempts[0]).toEqual({
      number: 1,
      trigger: 'event',
      outcome: 'failure',
      code: 'http_5xx',
      status_code: 503,
      started_at: '2026-02-20T14:30:00.250Z',
      duration_ms: 41,
      phases: { dns: 1.5, connect: null, tls: null, first_byte: null },
      request_headers: { 'X-Voki-Attempt': '1' },
      response_headers: { 'retry-after': '5' },
      response_body: 'busy',
      response_truncated: false,
      remote_address: '203.0.113.7',
    });
  });
});

describe('list-webhooks', () => {
  it('tells the last real delivery and the health of 24 hours, without tests and without what is older', async () => {
    const { actor } = await createPerson();
    const busy = await webhookOf(actor);
    const idle = await webhookOf(actor);
    await addDelivery(busy, { status: 'failure', createdAt: ago(25 * HOUR) });
    await addDelivery(busy, { status: 'success', createdAt: ago(3 * HOUR) });
    await addDelivery(busy, { status: 'held', createdAt: ago(2 * HOUR) });
    const last = await addDelivery(busy, { status: 'timeout', createdAt: ago(HOUR) });
    await addDelivery(busy, { status: 'failure', test: true });
    const [first, second] = await listWebhooks(actor);
    expect(first).toMatchObject({ id: idle.id, last_delivery: null, health_24h: { succeeded: 0, ended: 0 } });
    expect(second).toMatchObject({
      id: busy.id,
      last_delivery: { id: last.id, status: 'timeout', created_at: last.createdAt.toISOString() },
      health_24h: { succeeded: 1, ended: 2 },
    });
    // The oldest hour first: three hours and one hour ago stand at the fourth and second place from the end.
    const hours = second?.health_24h.hours;
    expect(hours).toHaveLength(24);
    expect(hours?.at(-4)).toEqual({ succeeded: 1, failed: 0 });
    expect(hours?.at(-2)).toEqual({ succeeded: 0, failed: 1 });
    expect(hours?.filter(({ succeeded, failed }) => succeeded + failed > 0)).toHaveLength(2);
  });
});

describe('update-webhook, switched off', () => {
  it('holds what was never tried, ends retries, and leaves the rest', async () => {
    const { actor } = await createPerson();
    const webhook = await webhookOf(actor);
    const soon = new Date(Date.now() + HOUR);
    const waiting = await addDelivery(webhook, { status: 'pending', nextAttemptAt: soon });
    const retrying = await addDelivery(webhook, { status: 'timeout', nextAttemptAt: soon });
    const done = await addDelivery(webhook);
    await updateWebhook(actor, webhook.id, { enabled: false });
    const stateOf = async (id: string) => {
      const { status, next_attempt_at } = await getDelivery(actor, id);
      return [status, next_attempt_at];
    };
    expect(await stateOf(waiting.id)).toEqual(['held', null]);
    expect(await stateOf(retrying.id)).toEqual(['timeout', null]);
    expect(await stateOf(done.id)).toEqual(['success', null]);
  });
});

describe('webhook-stats', () => {
  it('counts each status of the window by bucket, tests in none', async () => {
    const { actor } = await createPerson();
    const webhook = await webhookOf(actor);
    for (const durationMs of [10, 20, 30, 40]) await addDelivery(webhook, { durationMs });
    await addDelivery(webhook, { status: 'failure', durationMs: 9000, createdAt: ago(2 * HOUR) });
    await addDelivery(webhook, { status: 'pending' });
    await addDelivery(webhook, { status: 'held' });
    await addDelivery(webhook, { status: 'timeout', test: true });
    await addDelivery(webhook, { status: 'timeout', createdAt: ago(3 * 24 * HOUR) });
    const day = await webhookStats(actor, webhook.id, { window: '24h', time_zone: 'UTC' });
    expect(day).toMatchObject({
      window: '24h',
      total: 7,
      by_status: { success: 4, failure: 1, timeout: 0, pending: 1, held: 1 },
      success_rate: 0.8,
      latency_p50_ms: 25,
      latency_p95_ms: 39,
    });
    expect(day.buckets).toHaveLength(25);
    const sum = (key: 'success' | 'failure' | 'timeout') =>
      day.buckets.reduce((total, bucket) => total + bucket[key], 0);
    expect([sum('success'), sum('failure'), sum('timeout')]).toEqual([4, 1, 0]);
    expect(day.buckets.every((bucket) => bucket.start.endsWith(':00:00.000Z'))).toBe(true);
    const week = await webhookStats(actor, webhook.id, { window: '7d', time_zone: 'UTC' });
    expect([week.total, week.by_status.timeout]).toEqual([8, 1]);
    const month = await webhookStats(actor, webhook.id, { window: '30d', time_zone: 'UTC' });
    expect(month.buckets.length).toBeGreaterThanOrEqual(30);
  });

  it.each(['America/Sao_Paulo', 'America/New_York', 'Europe/Berlin', 'Pacific/Auckland', 'Asia/Kolkata'])(
    'begins hours, quarters and days as the clocks of %s do, and leaves no delivery out',
    async (zone) => {
      const { actor } = await createPerson();
      const webhook = await webhookOf(actor);
      const DAYS = 29;
      for (let day = 0; day <= DAYS; day += 1)
        await addDelivery(webhook, { durationMs: 10, createdAt: ago(day * 24 * HOUR + 1000) });
      const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, timeStyle: 'medium' });
      const figures = async (window: '24h' | '7d' | '30d') => {
        const { buckets, ...rest } = await webhookStats(actor, webhook.id, { window, time_zone: zone });
        return {
          ...rest,
          starts: new Set(buckets.map(({ start }) => clock.format(new Date(start)))),
          counts: buckets.map(({ success }) => success),
          inOrder: buckets.every(({ start }, at) => at === 0 || start > String(buckets[at - 1]?.start)),
        };
      };
      const month = await figures('30d');
      expect([...month.starts]).toEqual(['00:00:00']);
      expect(month).toMatchObject({ time_zone: zone, total: DAYS + 1, inOrder: true });
      expect(month.counts.reduce((sum, count) => sum + count)).toBe(DAYS + 1);
      const week = await figures('7d');
      expect([...week.starts].sort()).toEqual(['00:00:00', '06:00:00', '12:00:00', '18:00:00']);
      expect(week.counts.reduce((sum, count) => sum + count)).toBe(7);
      const day = await figures('24h');
      expect([...day.starts].every((start) => start.endsWith(':00:00'))).toBe(true);
      // The newest may have been made in the hour before.
      expect(day.counts.slice(-2).reduce((sum, count) => sum + count)).toBe(1);
    },
  );

  it('counts by the days of UTC where the database does not know the zone, and says so', async () => {
    const { actor } = await createPerson();
    const webhook = await webhookOf(actor);
    await addDelivery(webhook, { durationMs: 10 });
    const stats = await webhookStats(actor, webhook.id, { window: '30d', time_zone: 'Mars/Olympus' });
    expect(stats).toMatchObject({ time_zone: 'UTC', total: 1 });
    expect(stats.buckets.every(({ start }) => start.endsWith('T00:00:00.000Z'))).toBe(true);
  });

  it('has no rate and no latency where nothing ended', async () => {
    const { actor } = await createPerson();
    const webhook = await webhookOf(actor);
    expect(await webhookStats(actor, webhook.id, { window: '24h', time_zone: 'UTC' })).toMatchObject({
      total: 0,
      success_rate: null,
      latency_p50_ms: null,
      latency_p95_ms: null,
    });
  });
});
