import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeDatabase, pool } from '@/lib/db';
import { sealSecret } from '@/lib/secret-box';
import {
  createEngine,
  leaseElsewhere,
  makeDue,
  newEvent,
  settledDeliveries,
  stopEngines,
  storedAttempts,
  storedDeliveries,
} from '@/lib/testing/engines';
import { always, never, type Receiver, startReceiver } from '@/lib/testing/receiver';
import { vokiSignature } from '@/lib/webhooks/core/signature';
import { createOrganization, createWebhook } from '@/prisma/factories';
import type { Engine } from './engine';

let receiver: Receiver;
let organizationId: string;

beforeEach(async () => {
  receiver = await startReceiver();
  organizationId = (await createOrganization()).id;
});

afterEach(async () => {
  await stopEngines();
  await receiver.close();
});

const webhook = (change: Partial<Parameters<typeof createWebhook>[0]> = {}) =>
  createWebhook({ organizationId, url: receiver.url, ...change });

const settled = (attempts?: number) => settledDeliveries(organizationId, attempts);

/** Lets time pass for the queue: what waits is due now. */
const dueNow = () => makeDue(organizationId);

describe('a delivery', () => {
  it('arrives signed, with the headers of the contract, and is recorded', async () => {
    const { secret } = await webhook();
    const engine = createEngine();
    engine.start();
    const event = newEvent(organizationId);
    const published = await engine.publish(event);
    expect(published).toMatchObject({ kind: 'accepted', eventId: event.id, deliveries: 1 });

    const [delivery] = await settled();
    const [request] = receiver.requests;
    expect(request?.body).toBe(event.body);
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'Voki-Webhooks/1.0',
      'x-voki-event': 'call.completed',
      'x-voki-delivery': delivery?.id,
      'x-voki-attempt': '1',
      'webhook-id': delivery?.id,
      'x-voki-signature': vokiSignature(secret, Buffer.from(event.body)),
      'accept-encoding': 'identity',
    });
    expect(request?.headers).not.toHaveProperty('x-voki-test');
    expect(request?.headers).not.toHaveProperty('x-voki-signature-next');
    expect(request?.rawHeaders).toContain('X-Voki-Signature');
    expect(delivery).toMatchObject({ status: 'success', status_code: 204, next_attempt_at: null });

    const [attempt] = await storedAttempts(organizationId);
    expect(attempt).toMatchObject({
      number: 1,
      trigger: 'event',
      outcome: 'success',
      code: null,
      status_code: 204,
      remote_address: '127.0.0.1',
      response_body: '',
      response_truncated: false,
      dns_ms: null,
      tls_ms: null,
    });
    expect(attempt?.connect_ms).toBeGreaterThan(0);
    expect(attempt?.first_byte_ms).toBeGreaterThan(0);
    expect(JSON.parse(attempt?.request_headers ?? '')).toMatchObject({ 'X-Voki-Delivery': delivery?.id });
  });

  it('goes to every webhook that is subscribed, and to no other', async () => {
    await webhook({ url: `${receiver.url}/a` });
    await webhook({ url: `${receiver.url}/b`, events: ['call.completed', 'call.missed'] });
    await webhook({ url: `${receiver.url}/c`, events: ['call.missed'] });
    const other = await createOrganization();
    await createWebhook({ organizationId: other.id, url: `${receiver.url}/other` });
    const engine = createEngine();
    engine.start();
    expect(await engine.publish(newEvent(organizationId))).toMatchObject({ deliveries: 2 });
    await settled();
    expect(receiver.requests.map(({ path }) => path).sort()).toEqual(['/voki/a', '/voki/b']);
  });

  it('of one event goes out without the queue to however many webhooks', async () => {
    for (let count = 0; count < 12; count++) await webhook();
    const engine = createEngine();
    engine.start();
    const published = await engine.publish(newEvent(organizationId));
    expect(published.kind === 'accepted' && published.leased).toHaveLength(12);
    await receiver.received(12);
  });

  it('signs with the old and the new secret while one is being rotated', async () => {
    const { webhook: row, secret } = await webhook();
    const { secret: newer } = await webhook({ events: ['call.missed'] });
    await pool().query(
      `UPDATE webhook_secrets SET expires_at = now() + interval '1 hour' WHERE webhook_id = $1`,
      [row.id],
    );
    const sealed = await sealSecret(newer, { organizationId, webhookId: row.id });
    await pool().query(
      'INSERT INTO webhook_secrets (id, organization_id, webhook_id, key_id, ciphertext) VALUES (uuid_v7(), $1, $2, $3, $4)',
      [organizationId, row.id, sealed.keyId, sealed.ciphertext],
    );
    const engine = createEngine();
    engine.start();
    const event = newEvent(organizationId);
    await engine.publish(event);
    const [request] = await receiver.received(1);
    expect(request?.headers['x-voki-signature']).toBe(vokiSignature(secret, Buffer.from(event.body)));
    expect(request?.headers['x-voki-signature-next']).toBe(vokiSignature(newer, Buffer.from(event.body)));
    expect(String(request?.headers['webhook-signature']).split(' ')).toHaveLength(2);
  });
});

describe('retries', () => {
  it('follow the schedule under the same id and body, and end with it', async () => {
    await webhook();
    receiver.answer = always(500, { 'content-type': 'text/plain' }, 'down');
    const engine = createEngine({ schedule: [600, 3000] });
    engine.start();
    await engine.publish(newEvent(organizationId));
    expect((await settled())[0]).toMatchObject({ status: 'failure', code: 'http_5xx', status_code: 500 });
    expect((await storedDeliveries(organizationId))[0]?.next_in_seconds).toBeCloseTo(600, -2);
    await dueNow();
    await settled(2);
    expect((await storedDeliveries(organizationId))[0]?.next_in_seconds).toBeCloseTo(3000, -2);
    await dueNow();
    expect((await settled(3))[0]).toMatchObject({ status: 'failure', next_attempt_at: null, retry_count: 3 });

    expect(new Set(receiver.requests.map(({ body }) => body)).size).toBe(1);
    expect(new Set(receiver.requests.map(({ headers }) => headers['x-voki-delivery'])).size).toBe(1);
    expect(receiver.requests.map(({ headers }) => headers['x-voki-attempt'])).toEqual(['1', '2', '3']);
    const attempts = await storedAttempts(organizationId);
    expect(attempts.map(({ trigger }) => trigger)).toEqual(['event', 'retry', 'retry']);
    expect(attempts[0]).toMatchObject({ response_body: 'down', outcome: 'failure' });
  });

  it('wait as long as Retry-After asks', async () => {
    await webhook();
    receiver.answer = always(429, { 'retry-after': '3600' });
    const engine = createEngine();
    engine.start();
    await engine.publish(newEvent(organizationId));
    const [delivery] = await settled();
    expect(delivery).toMatchObject({ status: 'failure', code: 'http_4xx' });
    expect(delivery?.next_in_seconds).toBeGreaterThan(3500);
  });

  it('stop at 410, which turns the webhook off and holds what comes later', async () => {
    const { webhook: row } = await webhook();
    receiver.answer = always(410);
    const engine = createEngine();
    engine.start();
    await engine.publish(newEvent(organizationId));
    expect((await settled())[0]).toMatchObject({ status: 'failure', next_attempt_at: null });
    await vi.waitFor(async () => {
      const { rows } = await pool().query('SELECT enabled, disabled_reason FROM webhooks WHERE id = $1', [
        row.id,
      ]);
      expect(rows[0]).toEqual({ enabled: false, disabled_reason: 'gone' });
    });
    expect(await engine.publish(newEvent(organizationId))).toMatchObject({ kind: 'accepted', deliveries: 1 });
    const deliveries = await storedDeliveries(organizationId);
    expect(deliveries[1]).toMatchObject({ status: 'held', next_attempt_at: null, attempt_count: 0 });
    expect(receiver.requests).toHaveLength(1);
    const { rows: audit } = await pool().query(
      'SELECT actor_kind, action FROM audit_entries WHERE target_id = $1',
      [row.id],
    );
    expect(audit).toEqual([{ actor_kind: 'engine', action: 'webhook.update' }]);
  });

  it('stop with the 120th hour of nothing but failures, from ten deliveries on', async () => {
    const { webhook: row } = await webhook();
    receiver.answer = always(500);
    const engine = createEngine({ webhookConcurrency: 1 });
    engine.start();
    for (let i = 0; i < 9; i++) await engine.publish(newEvent(organizationId));
    await settled();
    await pool().query(
      `UPDATE webhook_states SET failing_since = now() - interval '121 hours' WHERE webhook_id = $1`,
      [row.id],
    );
    const isOff = async () => {
      const { rows } = await pool().query<{ disabled_reason: string | null }>(
        'SELECT disabled_reason FROM webhooks WHERE id = $1',
        [row.id],
      );
      return rows[0]?.disabled_reason;
    };
    // The ninth fails again: not ten yet.
    const [one] = await storedDeliveries(organizationId);
    await makeDue(organizationId, one?.id);
    await receiver.received(10);
    await vi.waitFor(async () => expect(await storedAttempts(organizationId)).toHaveLength(10));
    expect(await isOff()).toBeNull();
    await engine.publish(newEvent(organizationId));
    await vi.waitFor(async () => expect(await isOff()).toBe('failing'));
    expect(
      (await storedDeliveries(organizationId)).every(({ next_attempt_at }) => next_attempt_at === null),
    ).toBe(true);
  });

  it('end when the webhook is off or deleted by the time they are due', async () => {
    const off = await webhook();
    const deleted = await webhook();
    receiver.answer = always(500);
    const engine = createEngine();
    engine.start();
    await engine.publish(newEvent(organizationId));
    await settled();
    await pool().query(`UPDATE webhooks SET enabled = false, disabled_reason = 'manual' WHERE id = $1`, [
      off.webhook.id,
    ]);
    // Longer ago than it can be undone.
    await pool().query(`UPDATE webhooks SET deleted_at = now() - interval '2 minutes' WHERE id = $1`, [
      deleted.webhook.id,
    ]);
    await dueNow();
    await vi.waitFor(
      async () => {
        const deliveries = await storedDeliveries(organizationId);
        expect(deliveries.map((one) => [one.status, one.next_attempt_at])).toEqual([
          ['failure', null],
          ['failure', null],
        ]);
      },
      { timeout: 15_000 },
    );
    expect(receiver.requests).toHaveLength(2);
  });
});

describe('what a plan or a switch keeps back', () => {
  it('makes no delivery on a plan without webhooks', async () => {
    const basic = await createOrganization({ plan: 'basic' });
    await createWebhook({ organizationId: basic.id, url: receiver.url });
    const engine = createEngine();
    engine.start();
    expect(await engine.publish(newEvent(basic.id))).toMatchObject({ kind: 'accepted', deliveries: 0 });
    expect(await storedDeliveries(basic.id)).toEqual([]);
  });

  it('tells an unknown organisation', async () => {
    const engine = createEngine();
    expect(await engine.publish(newEvent('01900000-0000-7000-8000-00000000dead'))).toEqual({
      kind: 'unknown_organization',
    });
  });
});

describe('idempotency', () => {
  it('makes one event of fifty parallel posts, through two engines', async () => {
    await webhook();
    const engines = [createEngine(), createEngine()];
    for (const engine of engines) engine.start();
    const idempotency = { key: 'call-1-completed', hash: Buffer.alloc(32, 1) };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        (engines[i % 2] as Engine).publish(newEvent(organizationId, { idempotency })),
      ),
    );
    expect(answers.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'repeated')).toHaveLength(49);
    expect(new Set(answers.map((one) => 'eventId' in one && one.eventId)).size).toBe(1);
    expect(answers.every((one) => 'deliveries' in one && one.deliveries === 1)).toBe(true);
    await settled();
    expect(receiver.requests).toHaveLength(1);
  });

  it('tells the same key with another body apart, and keeps organisations apart', async () => {
    const engine = createEngine();
    const other = await createOrganization();
    const idempotency = { key: 'k', hash: Buffer.alloc(32, 1) };
    await engine.publish(newEvent(organizationId, { idempotency }));
    const again = { key: 'k', hash: Buffer.alloc(32, 2) };
    expect(await engine.publish(newEvent(organizationId, { idempotency: again }))).toMatchObject({
      kind: 'repeated',
      sameBody: false,
    });
    expect(await engine.publish(newEvent(other.id, { idempotency }))).toMatchObject({ kind: 'accepted' });
  });
});

describe('several workers', () => {
  it('claim each delivery exactly once', async () => {
    await webhook({ url: `${receiver.url}/a` });
    await webhook({ url: `${receiver.url}/b` });
    // Without a worker of its own the publishing engine leaves everything to the queue.
    const publisher = createEngine();
    await Promise.all(Array.from({ length: 300 }, () => publisher.publish(newEvent(organizationId))));
    for (const engine of [createEngine(), createEngine()]) engine.start();
    await settled();
    expect(receiver.requests).toHaveLength(600);
    expect(new Set(receiver.requests.map(({ headers }) => headers['x-voki-delivery'])).size).toBe(600);
  });

  it('hear of what another process published', async () => {
    await webhook();
    createEngine().start();
    const publisher = createEngine();
    await vi.waitFor(async () => {
      const { rows } = await pool().query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
      );
      expect(rows).toHaveLength(1);
    });
    const started = performance.now();
    await publisher.publish(newEvent(organizationId));
    const [request] = await receiver.received(1);
    expect((request?.at ?? 0) - started).toBeLessThan(500);
  });

  it('take over what a killed one had leased, under the same id', async () => {
    await webhook();
    const publisher = createEngine();
    await publisher.publish(newEvent(organizationId));
    // As a worker leaves it that was killed in the middle of an attempt, and whose 60 seconds are over.
    await leaseElsewhere(organizationId, -1);
    createEngine().start();
    const [delivery] = await settled();
    expect(receiver.requests[0]?.headers['x-voki-delivery']).toBe(delivery?.id);
  });

  it('leave alone what another one holds', async () => {
    await webhook();
    const publisher = createEngine();
    await publisher.publish(newEvent(organizationId));
    await leaseElsewhere(organizationId, 30);
    createEngine().start();
    await webhook({ url: `${receiver.url}/later` });
    await publisher.publish(newEvent(organizationId));
    await receiver.received(2);
    const [first] = await storedDeliveries(organizationId);
    expect(first).toMatchObject({ status: 'pending', attempt_count: 0 });
    expect(receiver.requests.map(({ headers }) => headers['x-voki-delivery'])).not.toContain(first?.id);
  });

  it('write nothing once their lease is lost', async () => {
    await webhook();
    receiver.answer = never;
    const engine = createEngine();
    engine.start();
    await engine.publish(newEvent(organizationId));
    await receiver.received(1);
    await pool().query('UPDATE deliveries SET lease_token = gen_random_uuid() WHERE organization_id = $1', [
      organizationId,
    ]);
    await receiver.close();
    await stopEngines();
    expect(await storedAttempts(organizationId)).toEqual([]);
    receiver = await startReceiver();
  });
});

describe('fairness', () => {
  it('never sends more at a time to one webhook than its cap, and hurries the others past', async () => {
    const slow = await startReceiver(never);
    await webhook({ url: slow.url, events: ['call.missed'] });
    await webhook({ events: ['call.completed'] });
    const engine = createEngine({ webhookConcurrency: 3, concurrency: 8 });
    engine.start();
    for (let i = 0; i < 10; i++) await engine.publish(newEvent(organizationId, { event: 'call.missed' }));
    await Promise.all(Array.from({ length: 50 }, () => engine.publish(newEvent(organizationId))));
    await receiver.received(50);
    expect(slow.requests).toHaveLength(3);
    await slow.close();
  });
});

describe('stopping', () => {
  it('lets what is being sent end, and sends nothing more', async () => {
    await webhook();
    const waiting: (() => void)[] = [];
    receiver.answer = (_request, response) => waiting.push(() => response.writeHead(204).end());
    const engine = createEngine();
    engine.start();
    await engine.publish(newEvent(organizationId));
    await receiver.received(1);
    const stopping = engine.stop();
    await engine.publish(newEvent(organizationId));
    for (const answer of waiting) answer();
    await stopping;
    const deliveries = await storedDeliveries(organizationId);
    expect(deliveries.map(({ status, lease_token }) => [status, lease_token])).toEqual([
      ['success', null],
      ['pending', null],
    ]);
    expect(receiver.requests).toHaveLength(1);
  });

  it('gives back what a claim that was under way brought, before anybody closes the database', async () => {
    await webhook();
    const engine = createEngine();
    await engine.publish(newEvent(organizationId));
    const locker = await pool().connect();
    await locker.query('BEGIN');
    await locker.query('SELECT 1 FROM deliveries WHERE organization_id = $1 FOR UPDATE', [organizationId]);
    engine.start();
    const waits = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    await expect.poll(async () => (await pool().query(waits)).rowCount).toBe(1);
    const stopping = engine.stop().then(closeDatabase);
    locker.release(true);
    await stopping;
    expect(await storedDeliveries(organizationId)).toMatchObject([{ status: 'pending', lease_token: null }]);
    const queued = 'SELECT 1 FROM delivery_queue WHERE organization_id = $1';
    expect((await pool().query(queued, [organizationId])).rowCount).toBe(1);
    expect(receiver.requests).toHaveLength(0);
  });
});
