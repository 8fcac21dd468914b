import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import { pool } from '@/lib/db';
import { createPerson } from '@/lib/testing/actors';
import { newEvent, storedDeliveries } from '@/lib/testing/engines';
import { always, type Receiver, startReceiver } from '@/lib/testing/receiver';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import { vokiSignature } from '@/lib/webhooks/core/signature';
import { engine } from '@/lib/webhooks/engine/engine';
import { SecretMissingError } from '@/lib/webhooks/engine/secrets';
import { createWebhook } from '@/prisma/factories';
import { dropHeld } from './drop-held';
import { resendDeliveries } from './resend-deliveries';
import { resendDelivery } from './resend-delivery';
import { sendTest } from './send-test';

let receiver: Receiver;
let actor: Actor;

beforeEach(async () => {
  receiver = await startReceiver(always(200, { 'content-type': 'text/plain' }, 'thanks'));
  actor = (await createPerson()).actor;
});

afterEach(() => receiver.close());
afterAll(() => engine().stop());

const webhook = (change: Partial<Parameters<typeof createWebhook>[0]> = {}) =>
  createWebhook({ organizationId: actor.organizationId, url: receiver.url, ...change });

/** One delivery that waits in the queue, as this file's engine has no worker. */
async function waiting() {
  await engine().publish(newEvent(actor.organizationId));
  const delivery = (await storedDeliveries(actor.organizationId)).at(-1);
  if (!delivery) throw new Error('no delivery');
  return delivery;
}

describe('single attempts', () => {
  it('cannot be used to wear a receiver down, and what is refused reaches nobody', async () => {
    const { webhook: row } = await webhook();
    const { id } = await waiting();
    const asked = await Promise.allSettled(
      Array.from({ length: 400 }, (_, n) => (n % 2 ? sendTest(actor, row.id) : resendDelivery(actor, id))),
    );
    const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    const limited = refused.filter(({ code }) => code === 'rate_limited');
    // 300 at once; all are asked for before the first is sent, so the seconds that sending takes give no more.
    expect(limited.length).toBeGreaterThan(50);
    for (const error of limited) expect(error.retryAfterSeconds).toBeGreaterThan(0);
    expect(receiver.requests.length).toBeLessThanOrEqual(asked.length - refused.length);
    // Another organisation is not held up by it.
    const other = (await createPerson()).actor;
    const theirs = await createWebhook({ organizationId: other.organizationId, url: receiver.url });
    expect(await sendTest(other, theirs.webhook.id)).toMatchObject({ status: 'success' });
  }, 60_000);
});

describe('send-test', () => {
  it("sends the catalogue's example, signed and marked, and answers the result", async () => {
    const { webhook: row, secret } = await webhook({ events: ['call.missed'] });
    const result = await sendTest(actor, row.id);
    expect(result).toMatchObject({
      webhook_id: row.id,
      event: 'call.missed',
      test: true,
      status: 'success',
      status_code: 200,
      attempt_count: 1,
      next_attempt_at: null,
      attempts: [{ number: 1, trigger: 'test', outcome: 'success', response_body: 'thanks' }],
    });
    const [request] = receiver.requests;
    expect(JSON.parse(request?.body ?? '')).toMatchObject({ data: EVENT_CATALOGUE['call.missed'].example });
    expect(request?.body).toBe(result.request_body);
    expect(request?.headers).toMatchObject({
      'x-voki-test': 'true',
      'x-voki-signature': vokiSignature(secret, Buffer.from(result.request_body ?? '')),
    });
  });

  it.each([
    ['500', always(500), 'failure', 'http_5xx'],
    ['a redirect', always(302, { location: 'http://127.0.0.1:1/' }), 'failure', 'redirect'],
    ['410', always(410), 'failure', 'http_4xx'],
  ] as const)('%s is never tried again and turns nothing off', async (_, answer, status, code) => {
    receiver.answer = answer;
    const { webhook: row } = await webhook();
    const result = await sendTest(actor, row.id, { event: 'customer.created' });
    expect(result).toMatchObject({ status, next_attempt_at: null, attempts: [{ code }] });
    const { rows } = await pool().query('SELECT enabled FROM webhooks WHERE id = $1', [row.id]);
    expect(rows).toEqual([{ enabled: true }]);
    expect(receiver.requests).toHaveLength(1);
  });

  it('works while the webhook is off', async () => {
    const { webhook: row } = await webhook({ disabledReason: 'manual' });
    expect(await sendTest(actor, row.id)).toMatchObject({ status: 'success' });
  });

  it('connects to no address that the form would have refused', async () => {
    const { webhook: row } = await webhook();
    const refused = [
      'https://192.168.0.1/',
      'https://169.254.169.254/',
      'http://[::ffff:127.0.0.1]/',
      'ftp://127.0.0.1/',
    ];
    for (const url of refused) {
      await pool().query('UPDATE webhooks SET url = $2 WHERE id = $1', [row.id, url]);
      const result = await sendTest(actor, row.id);
      expect(result).toMatchObject({
        status: 'failure',
        status_code: null,
        attempts: [{ code: 'blocked_address', remote_address: null, phases: { connect: null } }],
      });
    }
    expect(receiver.connections()).toBe(0);
  });

  it('is not for other people, roles and plans', async () => {
    const { webhook: row } = await webhook();
    const stranger = (await createPerson()).actor;
    const supervisor = (await createPerson('supervisor')).actor;
    const basic = (await createPerson('manager', { plan: 'basic' })).actor;
    await expect(sendTest(stranger, row.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(sendTest(actor, 'x')).rejects.toMatchObject({ code: 'not_found' });
    await expect(sendTest(supervisor, row.id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(sendTest(basic, row.id)).rejects.toMatchObject({ code: 'plan_required' });
    expect(receiver.requests).toHaveLength(0);
  });
});

describe('resend-delivery', () => {
  it('sends the same body under the same id, and a success ends the retries', async () => {
    await webhook();
    const { id } = await waiting();
    receiver.answer = always(500);
    expect(await resendDelivery(actor, id)).toMatchObject({ status: 'failure', attempt_count: 1 });
    const [kept] = await storedDeliveries(actor.organizationId);
    expect(kept?.next_attempt_at).not.toBeNull();
    receiver.answer = always(200);
    const result = await resendDelivery(actor, id);
    expect(result).toMatchObject({ id, status: 'success', attempt_count: 2, next_attempt_at: null });
    expect(result.attempts.map(({ number, trigger }) => [number, trigger])).toEqual([
      [1, 'resend'],
      [2, 'resend'],
    ]);
    expect(receiver.requests.map(({ headers }) => headers['x-voki-attempt'])).toEqual(['1', '2']);
    expect(
      new Set(receiver.requests.map(({ body, headers }) => `${headers['x-voki-delivery']} ${body}`)).size,
    ).toBe(1);
  });

  it('sends what is held', async () => {
    await webhook({ disabledReason: 'manual' });
    const { id, status } = await waiting();
    expect(status).toBe('held');
    expect(await resendDelivery(actor, id)).toMatchObject({ status: 'success' });
  });

  it('is refused while it is being sent', async () => {
    await webhook();
    const { id } = await waiting();
    const held: (() => void)[] = [];
    receiver.answer = (_request, response) => held.push(() => response.writeHead(200).end());
    const first = resendDelivery(actor, id);
    await receiver.received(1);
    await expect(resendDelivery(actor, id)).rejects.toMatchObject({
      code: 'conflict',
      key: 'delivery_being_sent',
    });
    for (const answer of held) answer();
    expect(await first).toMatchObject({ status: 'success', attempt_count: 1 });
  });

  it('what could not be signed is as it was before, and can be sent as soon as it can', async () => {
    const { webhook: row } = await webhook();
    const { id } = await waiting();
    const [before] = await storedDeliveries(actor.organizationId);
    const { rows } = await pool().query<{ key: string }>(
      'SELECT key_id AS key FROM webhook_secrets WHERE webhook_id = $1',
      [row.id],
    );
    const sealUnder = (key: string | undefined) =>
      pool().query('UPDATE webhook_secrets SET key_id = $2 WHERE webhook_id = $1', [row.id, key]);
    await sealUnder('lost');
    await expect(resendDelivery(actor, id)).rejects.toThrow(SecretMissingError);
    expect(await storedDeliveries(actor.organizationId)).toEqual([
      { ...before, next_in_seconds: expect.any(Number) },
    ]);
    const waits = 'SELECT 1 FROM delivery_queue WHERE delivery_id = $1';
    expect((await pool().query(waits, [id])).rowCount).toBe(1);
    await sealUnder(rows[0]?.key);
    expect(await resendDelivery(actor, id)).toMatchObject({ status: 'success', attempt_count: 1 });
  });

  it('says when retention has removed the payload', async () => {
    await webhook();
    const { id } = await waiting();
    await pool().query('UPDATE events SET body = NULL WHERE organization_id = $1', [actor.organizationId]);
    await expect(resendDelivery(actor, id)).rejects.toMatchObject({
      code: 'conflict',
      key: 'payload_removed',
    });
  });

  it("does not know another organisation's, or a deleted webhook's", async () => {
    const { webhook: row } = await webhook();
    const { id } = await waiting();
    const stranger = (await createPerson()).actor;
    await expect(resendDelivery(stranger, id)).rejects.toMatchObject({ code: 'not_found' });
    await pool().query('UPDATE webhooks SET deleted_at = now() WHERE id = $1', [row.id]);
    await expect(resendDelivery(actor, id)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('many at once', () => {
  const status = async () => (await storedDeliveries(actor.organizationId)).map((one) => one.status).sort();

  it('queues what failed, held only when asked for, and drops held', async () => {
    const { webhook: row } = await webhook();
    const [failed, timedOut, held, fine] = [
      await waiting(),
      await waiting(),
      await waiting(),
      await waiting(),
    ];
    const set = (id: string, to: string) =>
      pool().query('UPDATE deliveries SET status = $2, next_attempt_at = NULL WHERE id = $1', [id, to]);
    await set(failed.id, 'failure');
    await set(timedOut.id, 'timeout');
    await set(held.id, 'held');
    await set(fine.id, 'success');
    expect(await resendDeliveries(actor, row.id, { until: '2020-01-01T00:00:00Z' })).toEqual({ count: 0 });
    expect(await resendDeliveries(actor, row.id, { event: 'call.missed' })).toEqual({ count: 0 });
    expect(await resendDeliveries(actor, row.id, { status: 'timeout', event: 'call.completed' })).toEqual({
      count: 1,
    });
    expect(await resendDeliveries(actor, row.id)).toEqual({ count: 2 });
    expect(await status()).toEqual(['failure', 'held', 'success', 'timeout']);
    expect(await resendDeliveries(actor, row.id, { status: 'held' })).toEqual({ count: 1 });
    expect(await status()).toEqual(['failure', 'pending', 'success', 'timeout']);
    const { rows } = await pool().query(
      'SELECT count(*)::int AS due FROM deliveries WHERE organization_id = $1 AND resend_requested AND next_attempt_at <= now()',
      [actor.organizationId],
    );
    expect(rows).toEqual([{ due: 3 }]);
    await set(held.id, 'held');
    expect(await dropHeld(actor, row.id)).toEqual({ count: 1 });
    expect(await dropHeld(actor, row.id)).toEqual({ count: 0 });
    expect(await status()).toEqual(['failure', 'success', 'timeout']);
    // What came to nothing is no deed.
    const { rows: trail } = await pool().query(
      'SELECT action, actor_id, target_id, after FROM audit_entries WHERE organization_id = $1 ORDER BY id',
      [actor.organizationId],
    );
    const deed = (action: string, after: unknown) => ({
      action,
      actor_id: actor.id,
      target_id: row.id,
      after,
    });
    expect(trail).toEqual([
      deed('webhook.resend_deliveries', { status: 'timeout', event: 'call.completed', count: 1 }),
      deed('webhook.resend_deliveries', { count: 2 }),
      deed('webhook.resend_deliveries', { status: 'held', count: 1 }),
      deed('webhook.drop_held', { count: 1 }),
    ]);
  });

  it('goes through the queue as resends', async () => {
    const { webhook: row } = await webhook();
    const { id } = await waiting();
    await pool().query(
      `UPDATE deliveries SET status = 'failure', next_attempt_at = NULL, attempt_count = 1 WHERE id = $1`,
      [id],
    );
    await pool().query(
      `UPDATE deliveries SET next_attempt_at = NULL, status = 'failure' WHERE organization_id <> $1 AND next_attempt_at IS NOT NULL`,
      [actor.organizationId],
    );
    expect(await resendDeliveries(actor, row.id)).toEqual({ count: 1 });
    engine().start();
    await receiver.received(1);
    await expect.poll(status).toEqual(['success']);
    const { rows } = await pool().query('SELECT number, trigger FROM attempts WHERE delivery_id = $1', [id]);
    expect(rows).toEqual([{ number: 2, trigger: 'resend' }]);
  });

  it('is refused while the webhook is off', async () => {
    const { webhook: row } = await webhook({ disabledReason: 'gone' });
    await expect(resendDeliveries(actor, row.id)).rejects.toMatchObject({
      code: 'conflict',
      key: 'webhook_off',
    });
  });
});
