import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pool } from '@/lib/db';
import {
  createEngine,
  makeDue,
  newEvent,
  settledDeliveries,
  stopEngines,
  storedAttempts,
  storedDeliveries,
} from '@/lib/testing/engines';
import { always, type Receiver, startReceiver } from '@/lib/testing/receiver';
import { createOrganization, createWebhook } from '@/prisma/factories';

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

const webhook = () => createWebhook({ organizationId, url: receiver.url });

const settled = () => settledDeliveries(organizationId);

describe('the breaker', () => {
  it('opens after many failures in a row, lets single attempts through, and closes with the first success', async () => {
    const { webhook: row } = await webhook();
    receiver.answer = always(500);
    const engine = createEngine();
    engine.start();
    await engine.publish(newEvent(organizationId));
    await settled();
    const paused = async () => {
      const { rows } = await pool().query<{ paused: boolean }>(
        'SELECT paused_until IS NOT NULL AS paused FROM webhook_states WHERE webhook_id = $1',
        [row.id],
      );
      return rows[0]?.paused;
    };
    expect(await paused()).toBe(false);
    await pool().query(
      `UPDATE webhook_states SET consecutive_failures = 19, failing_since = now() - interval '1 minute' WHERE webhook_id = $1`,
      [row.id],
    );
    await engine.publish(newEvent(organizationId));
    await expect.poll(paused).toBe(true);

    for (let count = 0; count < 3; count++) await engine.publish(newEvent(organizationId));
    const pauseIsOver = () =>
      pool().query('UPDATE webhook_states SET paused_until = now() WHERE webhook_id = $1', [row.id]);
    await pauseIsOver();
    await receiver.received(3);
    await expect.poll(async () => (await storedAttempts(organizationId)).length).toBe(3);
    expect(receiver.requests).toHaveLength(3);
    expect(await paused()).toBe(true);

    receiver.answer = always(204);
    await pauseIsOver();
    await receiver.received(5);
    await expect.poll(paused).toBe(false);
  });

  it('pauses longer after each attempt that it let through, and not for what was under way', async () => {
    const { webhook: row } = await webhook();
    const answers: (() => void)[] = [];
    receiver.answer = (_request, response) => answers.push(() => response.writeHead(500).end());
    const answerNext = () => answers.shift()?.();
    const engine = createEngine();
    engine.start();
    for (let count = 0; count < 5; count++) await engine.publish(newEvent(organizationId));
    await receiver.received(5);
    await pool().query(
      `UPDATE webhook_states SET consecutive_failures = 19, failing_since = now() - interval '1 minute' WHERE webhook_id = $1`,
      [row.id],
    );
    /** The length of the pause as it was set, in seconds, and how many attempts it has let through in vain. */
    const pause = async () => {
      const { rows } = await pool().query<{ until: Date | null; probes: number; failures: number }>(
        `SELECT paused_until AS until, probes, consecutive_failures AS failures FROM webhook_states WHERE webhook_id = $1`,
        [row.id],
      );
      if (!rows[0]) throw new Error('no state');
      return rows[0];
    };
    answerNext();
    await expect.poll(async () => (await pause()).failures).toBe(20);
    const opened = await pause();
    expect(opened).toMatchObject({ until: expect.any(Date), probes: 0 });
    while (answers.length > 0) answerNext();
    await expect.poll(async () => (await pause()).failures).toBe(24);
    expect(await pause()).toMatchObject({ until: opened.until, probes: 0 });

    await pool().query('UPDATE webhook_states SET paused_until = now() WHERE webhook_id = $1', [row.id]);
    await makeDue(organizationId);
    await receiver.received(6);
    answerNext();
    await expect.poll(async () => (await pause()).probes).toBe(1);
    const { rows } = await pool().query<{ seconds: number }>(
      `SELECT extract(epoch FROM paused_until - now())::float8 AS seconds FROM webhook_states WHERE webhook_id = $1`,
      [row.id],
    );
    // Twice the first one of ten seconds, and what has gone by since.
    expect(rows[0]?.seconds).toBeGreaterThan(10);
    expect(rows[0]?.seconds).toBeLessThanOrEqual(20);
  });
});

describe('a secret that cannot be opened', () => {
  it('lets its webhook wait for the key, and nothing is lost or tried meanwhile', async () => {
    const { webhook: row } = await webhook();
    const key = (await pool().query('SELECT key_id FROM webhook_secrets WHERE webhook_id = $1', [row.id]))
      .rows;
    await pool().query(`UPDATE webhook_secrets SET key_id = 'lost' WHERE webhook_id = $1`, [row.id]);
    const engine = createEngine();
    engine.start();
    await engine.publish(newEvent(organizationId));
    await vi.waitFor(async () => {
      const { rows } = await pool().query(
        `SELECT s.paused_until > now() AS paused, q.delivery_id IS NOT NULL AS queued
         FROM webhook_states s LEFT JOIN delivery_queue q ON q.webhook_id = s.webhook_id WHERE s.webhook_id = $1`,
        [row.id],
      );
      expect(rows).toEqual([{ paused: true, queued: true }]);
    });
    expect(await storedDeliveries(organizationId)).toMatchObject([
      { status: 'pending', attempt_count: 0, lease_token: null },
    ]);
    await pool().query('UPDATE webhook_secrets SET key_id = $2 WHERE webhook_id = $1', [
      row.id,
      key[0]?.key_id,
    ]);
    await pool().query('UPDATE webhook_states SET paused_until = now() WHERE webhook_id = $1', [row.id]);
    expect(await settled()).toMatchObject([{ status: 'success', attempt_count: 1 }]);
    expect(receiver.requests).toHaveLength(1);
  });
});

describe('a lease', () => {
  it('is renewed while its attempt goes on for long', async () => {
    await webhook();
    const answers: (() => void)[] = [];
    receiver.answer = (_request, response) => answers.push(() => response.writeHead(204).end());
    const engine = createEngine({ timeoutMs: 30_000 });
    engine.start();
    await engine.publish(newEvent(organizationId));
    await receiver.received(1);
    const [delivery] = await storedDeliveries(organizationId);
    const until = async () => {
      const { rows } = await pool().query<{ until: Date }>(
        'SELECT leased_until AS until FROM delivery_leases WHERE token = $1',
        [delivery?.lease_token],
      );
      return rows[0]?.until;
    };
    const first = await until();
    await expect.poll(until, { timeout: 25_000, interval: 200 }).not.toEqual(first);
    for (const answer of answers) answer();
    expect(await settled()).toMatchObject([{ status: 'success', attempt_count: 1 }]);
  }, 40_000);
});
