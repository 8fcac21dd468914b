import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import { prisma } from '@/lib/db';
import { createPerson } from '@/lib/testing/actors';
import { createEngine, newEvent, stopEngines, storedAttempts, storedDeliveries } from '@/lib/testing/engines';
import { type Receiver, startReceiver } from '@/lib/testing/receiver';
import { vokiSignature } from '@/lib/webhooks/core/signature';
import { getRotation } from '@/lib/webhooks/services/get-rotation';
import { resendDelivery } from '@/lib/webhooks/services/resend-delivery';
import { rotateSecret } from '@/lib/webhooks/services/rotate-secret';
import { createWebhook } from '@/prisma/factories';
import { type Engine, engine as ownEngine } from './engine';

let receiver: Receiver;
let actor: Actor;
let engine: Engine;
/** What the receiver verifies by: it has room for one. */
let known: string;
let webhookId: string;

beforeEach(async () => {
  actor = (await createPerson()).actor;
  receiver = await startReceiver();
  verifyWith(401);
  const { webhook, secret } = await createWebhook({
    organizationId: actor.organizationId,
    url: receiver.url,
  });
  webhookId = webhook.id;
  known = secret;
  engine = createEngine();
  engine.start();
});

afterEach(async () => {
  await stopEngines();
  await receiver.close();
});

afterAll(() => ownEngine().stop());

/** The manual's check (8.4), refusing with `refusal`. */
function verifyWith(refusal: number): void {
  receiver.answer = (request, response) => {
    const expected = vokiSignature(known, Buffer.from(request.body));
    response.writeHead(request.headers['x-voki-signature'] === expected ? 204 : refusal).end();
  };
}

async function publish(count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => engine.publish(newEvent(actor.organizationId))));
}

const all = (status: string, count: number) =>
  vi.waitFor(
    async () => {
      const deliveries = await storedDeliveries(actor.organizationId);
      expect(deliveries.filter((delivery) => delivery.status === status)).toHaveLength(count);
      return deliveries;
    },
    { timeout: 15_000, interval: 20 },
  );

describe('a rotation with a receiver that has room for one secret', () => {
  it.each([400, 401, 403])('loses nothing under load and needs nobody (refusal: %i)', async (refusal) => {
    verifyWith(refusal);
    await publish(50);
    const { secret } = await rotateSecret(actor, webhookId, {});
    const during = publish(200);
    await receiver.received(120);
    // In the middle of it, somebody puts the new secret in.
    known = secret;
    await during;
    await publish(50);
    // Every wait of the schedule is ten minutes, so what has arrived was tried again at once.
    const deliveries = await all('success', 300);
    expect(Math.max(...deliveries.map(({ attempt_count }) => attempt_count))).toBeLessThanOrEqual(2);
    expect(deliveries.every(({ retry_count }) => retry_count === 0)).toBe(true);
    await vi.waitFor(async () =>
      expect(await getRotation(actor, webhookId)).toMatchObject({ new_leads: true }),
    );

    // From now on the new one leads: no more detours.
    const before = receiver.requests.length;
    await publish(20);
    await all('success', 320);
    expect(receiver.requests.length - before).toBe(20);
    const last = receiver.requests.at(-1);
    expect(last?.headers['x-voki-signature-next']).toBe(last?.headers['x-voki-signature']);
    expect(String(last?.headers['webhook-signature']).split(' ')).toHaveLength(2);
  });

  it('loses nothing either when another one follows while the first secret is in force still', async () => {
    for (const arrived of [20, 40, 60]) {
      const { secret } = await rotateSecret(actor, webhookId, {});
      const during = publish(10);
      known = secret;
      await during;
      await publish(10);
      const deliveries = await all('success', arrived);
      expect(Math.max(...deliveries.map(({ attempt_count }) => attempt_count))).toBeLessThanOrEqual(2);
      await vi.waitFor(async () =>
        expect(await getRotation(actor, webhookId)).toMatchObject({ new_leads: true }),
      );
    }
    const before = receiver.requests.length;
    await publish(5);
    await all('success', 65);
    expect(receiver.requests.length - before).toBe(5);
  });

  it('says nothing against the receiver where the other secret is accepted at once', async () => {
    const { secret } = await rotateSecret(actor, webhookId, {});
    known = secret;
    await publish(3);
    await all('success', 3);
    const state = await prisma().webhookState.findFirst({ where: { webhookId } });
    expect(state).toMatchObject({ consecutiveFailures: 0, lastFailureAt: null });
  });

  it('falls back at once for a part of it that still has the old secret', async () => {
    const old = known;
    const { secret } = await rotateSecret(actor, webhookId, {});
    known = secret;
    await publish(1);
    await all('success', 1);
    await vi.waitFor(async () =>
      expect(await getRotation(actor, webhookId)).toMatchObject({ new_leads: true }),
    );
    known = old;
    await publish(1);
    const deliveries = await all('success', 2);
    expect(deliveries.map(({ attempt_count }) => attempt_count)).toEqual([2, 2]);
  });

  it('tries each secret once, then follows the schedule, where neither is accepted', async () => {
    await rotateSecret(actor, webhookId, {});
    known = 'something else entirely';
    await publish(1);
    await receiver.received(2);
    const [delivery] = await vi.waitFor(async () => {
      const rows = await storedDeliveries(actor.organizationId);
      expect(rows[0]).toMatchObject({ attempt_count: 2, lease_token: null });
      return rows;
    });
    expect(delivery?.retry_count).toBe(1);
    expect(delivery?.next_in_seconds).toBeGreaterThan(400);
    const attempts = await storedAttempts(actor.organizationId);
    const signatures = attempts.map(
      ({ request_headers }) => JSON.parse(request_headers)['X-Voki-Signature'] as string,
    );
    expect(new Set(signatures).size).toBe(2);
  });

  it('tries both where somebody resends one delivery, and leaves its schedule alone', async () => {
    await publish(1);
    const [arrived] = await all('success', 1);
    if (!arrived) throw new Error('nothing arrived');
    await rotateSecret(actor, webhookId, {});
    const old = known;
    known = 'something else entirely';
    await resendDelivery(actor, arrived.id);
    expect(await storedAttempts(actor.organizationId)).toMatchObject([
      { number: 1, trigger: 'event', status_code: 204 },
      { number: 2, trigger: 'resend', status_code: 401 },
      { number: 3, trigger: 'resend', status_code: 401 },
    ]);
    expect(await storedDeliveries(actor.organizationId)).toMatchObject([
      { retry_count: 0, next_attempt_at: null, lease_token: null },
    ]);
    known = old;
    await resendDelivery(actor, arrived.id);
    await all('success', 1);
  });

  it('does not mistake any other failure for a refusal', async () => {
    await rotateSecret(actor, webhookId, {});
    known = 'something else entirely';
    verifyWith(503);
    await publish(1);
    const [delivery] = await all('failure', 1);
    expect(delivery?.next_in_seconds).toBeGreaterThan(400);
    expect(receiver.requests).toHaveLength(1);
  });
});
