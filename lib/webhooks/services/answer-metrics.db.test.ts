import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { pool, prisma } from '@/lib/db';
import { createPerson, type Person } from '@/lib/testing/actors';
import { addDelivery } from '@/lib/testing/deliveries';
import { newEvent } from '@/lib/testing/engines';
import { always, type Receiver, startReceiver } from '@/lib/testing/receiver';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import { engine } from '@/lib/webhooks/engine/engine';
import { createIngestKey, createWebhook } from '@/prisma/factories';
import { acceptEvents } from './accept-events';
import { sendTest } from './send-test';

const TOKEN = 'a-token-of-the-tests';

// The environment is read once, so the setting must stand before anything asks for it.
vi.hoisted(() => {
  process.env.METRICS_TOKEN = 'a-token-of-the-tests';
});
const { answerMetrics } = await import('./answer-metrics');

const ask = (authorization?: string) =>
  answerMetrics(
    new Request('http://127.0.0.1:3000/api/metrics', { headers: authorization ? { authorization } : {} }),
  );

/** Every sample, by name with labels as it is written. */
async function scrape(): Promise<Map<string, number>> {
  const answer = await ask(`Bearer ${TOKEN}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/plain');
  const lines = (await answer.text()).split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

describe('GET /api/metrics', () => {
  let person: Person;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver();
    person = await createPerson();
  });
  afterAll(async () => {
    await engine().stop();
    await receiver.close();
  });

  it('is for whoever shows the token', async () => {
    for (const wrong of [undefined, 'Bearer x', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`]) {
      const answer = await ask(wrong);
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(await answer.text()).not.toContain('voki_');
    }
  });

  it('counts recorded attempts by outcome and code, with their duration', async () => {
    const { webhook } = await createWebhook({ organizationId: person.organization.id, url: receiver.url });
    const before = await scrape();
    await sendTest(person.actor, webhook.id);
    receiver.answer = always(503);
    await sendTest(person.actor, webhook.id);
    await sendTest(person.actor, webhook.id);
    const after = await scrape();
    const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    expect(grown('voki_delivery_attempts_total{trigger="test",outcome="success",code=""}')).toBe(1);
    expect(grown('voki_delivery_attempts_total{trigger="test",outcome="failure",code="http_5xx"}')).toBe(2);
    expect(grown('voki_delivery_attempt_duration_seconds_count{outcome="failure"}')).toBe(2);
    expect(grown('voki_delivery_attempt_duration_seconds_bucket{le="+Inf",outcome="success"}')).toBe(1);
    expect(after.get('voki_deliveries_in_flight')).toBe(0);
  });

  it('counts what the intake accepted, repeated and refused', async () => {
    const { key } = await createIngestKey();
    const post = (events: unknown[]) =>
      acceptEvents(
        new Request('http://127.0.0.1:3000/api/events/batch', {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
          body: JSON.stringify({ events }),
        }),
      );
    const event = {
      organization_id: person.organization.id,
      event: 'call.missed',
      data: EVENT_CATALOGUE['call.missed'].example,
    };
    const before = await scrape();
    await post([{ ...event, id: 'k' }, event, { event: 'x' }]);
    await post([{ ...event, id: 'k' }]);
    await post([{ ...event, data: { ...event.data, note: 'x'.repeat(256 * 1024) } }]);
    await post([]);
    const after = await scrape();
    const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    const results = ['accepted', 'repeated', 'refused'].map((result) =>
      grown(`voki_intake_events_total{result="${result}"}`),
    );
    expect(results).toEqual([2, 1, 2]);
    expect(grown('voki_intake_requests_total{status="200"}')).toBe(3);
    expect(grown('voki_intake_requests_total{status="422"}')).toBe(1);
  });

  it('tells the depth of the queue and the age of its oldest, without what is not due or cannot be sent', async () => {
    await pool().query('DELETE FROM delivery_queue');
    await pool().query('UPDATE deliveries SET next_attempt_at = NULL');
    const empty = await scrape();
    expect([...empty].filter(([name]) => name.startsWith('voki_queue'))).toEqual([
      ['voki_queue_due', 0],
      ['voki_queue_oldest_due_seconds', 0],
      ['voki_queue_known', 1],
    ]);
    const { organization } = person;
    const { webhook } = await createWebhook({ organizationId: organization.id, url: receiver.url });
    const off = await createWebhook({ organizationId: organization.id, disabledReason: 'manual' });
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
    for (const seconds of [100, 50])
      await addDelivery(webhook, { status: 'pending', nextAttemptAt: ago(seconds) });
    await addDelivery(webhook, { status: 'failure', nextAttemptAt: ago(-600) });
    await addDelivery(off.webhook, { status: 'pending', nextAttemptAt: ago(900) });
    // What is being sent stands in a lease and not in the queue.
    const { id } = await addDelivery(webhook, { status: 'pending', nextAttemptAt: ago(500) });
    await prisma().deliveryQueue.deleteMany({ where: { deliveryId: id } });
    await prisma().delivery.updateMany({ where: { id }, data: { leaseToken: id } });
    await prisma().deliveryLease.create({ data: { token: id, leasedUntil: ago(-60), deliveryIds: [id] } });
    const figures = await scrape();
    expect(figures.get('voki_queue_due')).toBe(2);
    const age = figures.get('voki_queue_oldest_due_seconds') ?? 0;
    expect(age).toBeGreaterThanOrEqual(100);
    expect(age).toBeLessThan(500);
  });

  it('has the database connections and the process, and no label without an end', async () => {
    await engine().publish(newEvent(person.organization.id));
    const figures = await scrape();
    expect(figures.get('voki_database_connections{state="open"}')).toBeGreaterThan(0);
    expect(figures.get('voki_database_waiting')).toBe(0);
    expect(figures.get('process_resident_memory_bytes')).toBeGreaterThan(0);
    expect(figures.get('nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0);
    const written = [...figures.keys()].join('\n');
    expect(written).not.toContain(person.organization.id);
    expect(written).not.toMatch(/https?:|127\.0\.0\.1/);
  });
});
