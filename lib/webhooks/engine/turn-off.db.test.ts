import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import { pool } from '@/lib/db';
import { createPerson } from '@/lib/testing/actors';
import { createEngine, newEvent, stopEngines, storedDeliveries } from '@/lib/testing/engines';
import { always, type Receiver, startReceiver } from '@/lib/testing/receiver';
import { parkUnsendable } from '@/lib/webhooks/data/claim';
import { updateWebhook } from '@/lib/webhooks/services/update-webhook';
import { createWebhook } from '@/prisma/factories';

let receiver: Receiver;
let actor: Actor;
let webhookId: string;

beforeEach(async () => {
  receiver = await startReceiver();
  actor = (await createPerson()).actor;
  webhookId = (await createWebhook({ organizationId: actor.organizationId, url: receiver.url })).webhook.id;
});

afterEach(async () => {
  await stopEngines();
  await receiver.close();
});

const state = async () => {
  const { rows } = await pool().query<{ enabled: boolean; disabled_reason: string | null }>(
    'SELECT enabled, disabled_reason FROM webhooks WHERE id = $1',
    [webhookId],
  );
  return rows[0];
};

/** More than one statement stops: deliveries that were never tried, due in an hour. */
const BACKLOG = 12_000;

async function makeBacklog(): Promise<void> {
  await pool().query(
    `WITH ids AS MATERIALIZED (
       SELECT uuid_v7() AS event_id, uuid_v7() AS id FROM generate_series(1, $3::int)
     ), event AS (
       INSERT INTO events (id, organization_id, event, "timestamp", subject_id, test, body)
       SELECT event_id, $1, 'call.completed', now(), 'call-1', false, '{}' FROM ids
     ), made AS (
       INSERT INTO deliveries (id, organization_id, webhook_id, event_id, event, subject_id, test, status, next_attempt_at)
       SELECT id, $1, $2, event_id, 'call.completed', 'call-1', false, 'pending', now() + interval '1 hour' FROM ids
       RETURNING id, next_attempt_at
     )
     INSERT INTO delivery_queue (webhook_id, due_at, delivery_id, organization_id)
     SELECT $2, next_attempt_at, id, $1 FROM made`,
    [actor.organizationId, webhookId, BACKLOG],
  );
}

const counts = async () => {
  const { rows } = await pool().query<{ queued: number; held: number }>(
    `SELECT (SELECT count(*)::int FROM delivery_queue WHERE webhook_id = $1) AS queued,
       (SELECT count(*)::int FROM deliveries WHERE webhook_id = $1 AND status = 'held' AND next_attempt_at IS NULL) AS held`,
    [webhookId],
  );
  return rows[0];
};

it('by a 410 of a webhook with a long backlog is done at once, and the backlog is held step by step', async () => {
  await makeBacklog();
  receiver.answer = always(410);
  const engine = createEngine();
  engine.start();
  await engine.publish(newEvent(actor.organizationId));
  await vi.waitFor(async () => expect(await state()).toEqual({ enabled: false, disabled_reason: 'gone' }));
  await vi.waitFor(async () => expect(await counts()).toEqual({ queued: 0, held: BACKLOG }), {
    timeout: 30_000,
  });
  expect(receiver.requests).toHaveLength(1);
});

it('by a manager takes no longer for a long backlog, which the engine holds', async () => {
  await makeBacklog();
  await updateWebhook(actor, webhookId, { enabled: false });
  const left = (await counts())?.queued ?? 0;
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(BACKLOG);
  while ((await parkUnsendable()) > 0);
  expect(await counts()).toEqual({ queued: 0, held: BACKLOG });
});

it('is for the address that answered 410, and not for the one that was saved meanwhile', async () => {
  const answers: (() => void)[] = [];
  receiver.answer = (_request, response) => answers.push(() => response.writeHead(410).end());
  const engine = createEngine();
  engine.start();
  await engine.publish(newEvent(actor.organizationId));
  await receiver.received(1);
  const moved = await startReceiver();
  await pool().query('UPDATE webhooks SET url = $2 WHERE id = $1', [webhookId, moved.url]);
  for (const answer of answers) answer();
  await vi.waitFor(async () =>
    expect(await storedDeliveries(actor.organizationId)).toMatchObject([
      { status: 'failure', lease_token: null },
    ]),
  );
  await engine.stop();
  expect(await state()).toEqual({ enabled: true, disabled_reason: null });
  await moved.close();
});

it('is not for a webhook that was switched on again after the attempt began, but for what follows', async () => {
  const answers: (() => void)[] = [];
  receiver.answer = (_request, response) => answers.push(() => response.writeHead(410).end());
  const engine = createEngine();
  engine.start();
  await engine.publish(newEvent(actor.organizationId));
  await receiver.received(1);
  await updateWebhook(actor, webhookId, { enabled: false });
  await updateWebhook(actor, webhookId, { enabled: true });
  for (const answer of answers) answer();
  await vi.waitFor(async () =>
    expect(await storedDeliveries(actor.organizationId)).toMatchObject([
      { status: 'failure', lease_token: null },
    ]),
  );
  await engine.stop();
  expect(await state()).toEqual({ enabled: true, disabled_reason: null });
  receiver.answer = always(410);
  const next = createEngine();
  next.start();
  await next.publish(newEvent(actor.organizationId));
  await vi.waitFor(async () => expect(await state()).toEqual({ enabled: false, disabled_reason: 'gone' }));
});
