import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import { pool, prisma } from '@/lib/db';
import type { Webhook } from '@/lib/generated/prisma/client';
import { createPerson } from '@/lib/testing/actors';
import { createEngine, newEvent, stopEngines, storedDeliveries } from '@/lib/testing/engines';
import { always, type Receiver, startReceiver } from '@/lib/testing/receiver';
import type { Engine } from '@/lib/webhooks/engine/engine';
import { watchIncidents } from '@/lib/webhooks/engine/incidents';
import { createWebhook } from '@/prisma/factories';
import { cancelJob } from './cancel-job';
import { countResend } from './count-resend';
import { dismissOutage } from './dismiss-outage';
import { getRecovery } from './get-recovery';
import { listDeliveries } from './list-deliveries';
import { listIncidents } from './list-incidents';
import { resendDelivery } from './resend-delivery';
import { snoozeAlerts } from './snooze-alerts';
import { startDrop, startResend } from './start-job';
import { updateWebhook } from './update-webhook';

interface Scene {
  actor: Actor;
  webhook: Webhook;
  receiver: Receiver;
  engine: Engine;
}

const receivers: Receiver[] = [];

afterEach(async () => {
  await stopEngines();
  for (const receiver of receivers.splice(0)) await receiver.close();
});

async function setUp({ enabled = true } = {}): Promise<Scene> {
  const { actor } = await createPerson();
  const receiver = await startReceiver();
  receivers.push(receiver);
  const { webhook } = await createWebhook({
    organizationId: actor.organizationId,
    url: receiver.url,
    disabledReason: enabled ? null : 'manual',
  });
  const engine = createEngine({ background: true });
  engine.start();
  return { actor, webhook, receiver, engine };
}

async function publish(
  { engine, actor }: Scene,
  count: number,
  event = 'call.missed' as const,
): Promise<void> {
  for (let n = 0; n < count; n++) await engine.publish(newEvent(actor.organizationId, { event }));
}

const settled = (scene: Scene, status: string, count: number) =>
  vi.waitFor(
    async () => {
      const rows = await storedDeliveries(scene.actor.organizationId);
      expect(rows.filter((row) => row.status === status)).toHaveLength(count);
    },
    { timeout: 15_000, interval: 50 },
  );

const jobIs = (scene: Scene, state: string) =>
  vi.waitFor(
    async () => {
      const { job } = await getRecovery(scene.actor, scene.webhook.id);
      expect(job?.state).toBe(state);
      return job;
    },
    { timeout: 15_000, interval: 50 },
  );

describe('after an outage', () => {
  it('tells what was missed, resends it, and then has nothing left to tell', async () => {
    const scene = await setUp();
    scene.receiver.answer = always(503);
    await publish(scene, 4);
    await scene.engine.publish(newEvent(scene.actor.organizationId, { event: 'call.completed' }));
    await settled(scene, 'failure', 5);
    await watchIncidents();
    expect(await getRecovery(scene.actor, scene.webhook.id)).toMatchObject({
      outage: { count: 5, missed_calls: 4, more: false, ended_at: null },
      held: null,
      job: null,
    });
    expect(await listIncidents(scene.actor)).toMatchObject([{ webhook_id: scene.webhook.id }]);
    const rows = await storedDeliveries(scene.actor.organizationId);
    const last = (await getRecovery(scene.actor, scene.webhook.id)).outage?.last_failure;
    expect(rows.map(({ id }) => id)).toContain(last?.delivery_id);
    expect(last).toMatchObject({
      code: 'http_5xx',
      status_code: 503,
      diagnosis: { case: 'status_503', owner: 'server', params: { status: 503 } },
    });

    scene.receiver.answer = always(204);
    await publish(scene, 1);
    await settled(scene, 'success', 1);
    await watchIncidents();
    const { outage } = await getRecovery(scene.actor, scene.webhook.id);
    expect(outage).toMatchObject({ count: 5, missed_calls: 4, retrying: 5, ended_at: expect.any(String) });
    expect(await listIncidents(scene.actor)).toEqual([]);

    const range = { since: outage?.since, until: outage?.until ?? undefined };
    expect(await countResend(scene.actor, scene.webhook.id, range)).toEqual({
      count: 5,
      missed_calls: 4,
      more: false,
    });
    expect(await startResend(scene.actor, scene.webhook.id, range)).toMatchObject({ count: 5 });
    expect(await jobIs(scene, 'done')).toMatchObject({
      total: 5,
      unsent: 0,
      taken: 5,
      arrived: 5,
      failed: 0,
    });
    await settled(scene, 'success', 6);
    expect((await getRecovery(scene.actor, scene.webhook.id)).outage).toBeNull();
    const ids = scene.receiver.requests.map((request) => request.headers['x-voki-delivery']);
    // Each failed one came a second time, under its id.
    expect(ids).toHaveLength(11);
    expect(new Set(ids).size).toBe(6);
  });

  it('needs three failures in a row, and is dismissed for good', async () => {
    const scene = await setUp();
    scene.receiver.answer = always(500);
    await publish(scene, 2);
    await settled(scene, 'failure', 2);
    await watchIncidents();
    expect((await getRecovery(scene.actor, scene.webhook.id)).outage).toBeNull();
    await publish(scene, 1);
    await settled(scene, 'failure', 3);
    await watchIncidents();
    const going = (await getRecovery(scene.actor, scene.webhook.id)).outage;
    await expect(dismissOutage(scene.actor, going?.id ?? '')).rejects.toMatchObject({ code: 'not_found' });
    scene.receiver.answer = always(204);
    await publish(scene, 1);
    await settled(scene, 'success', 1);
    await watchIncidents();
    const stranger = await createPerson();
    await expect(dismissOutage(stranger.actor, going?.id ?? '')).rejects.toMatchObject({ code: 'not_found' });
    await dismissOutage(scene.actor, going?.id ?? '');
    expect((await getRecovery(scene.actor, scene.webhook.id)).outage).toBeNull();
  });

  it('says where the system sent us on to, from what it answered', async () => {
    const scene = await setUp();
    scene.receiver.answer = always(308, { location: 'https://new.example.com/voki' });
    await publish(scene, 3);
    await settled(scene, 'failure', 3);
    await watchIncidents();
    expect((await getRecovery(scene.actor, scene.webhook.id)).outage?.last_failure?.diagnosis).toEqual({
      case: 'redirect_permanent',
      owner: 'configuration',
      params: { status: 308, location: 'https://new.example.com/voki' },
    });
  });

  it('stops resending when the system fails again, and leaves the rest as it was', async () => {
    const scene = await setUp();
    scene.receiver.answer = always(503);
    await publish(scene, 40);
    await settled(scene, 'failure', 40);
    const before = scene.receiver.requests.length;
    await startResend(scene.actor, scene.webhook.id, {});
    const job = await jobIs(scene, 'stopped');
    expect(job?.taken).toBeLessThan(40);
    await vi.waitFor(() => expect(scene.receiver.requests.length).toBe(before + (job?.taken ?? 0)));
  });

  it('is snoozed, by managers alone', async () => {
    const scene = await setUp();
    scene.receiver.answer = always(503);
    await publish(scene, 3);
    await settled(scene, 'failure', 3);
    await watchIncidents();
    const { alerts_snoozed_until } = await snoozeAlerts(scene.actor, scene.webhook.id, 24);
    expect(Date.parse(alerts_snoozed_until ?? '')).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    expect(await listIncidents(scene.actor)).toEqual([]);
    expect(await snoozeAlerts(scene.actor, scene.webhook.id, 0)).toEqual({ alerts_snoozed_until: null });
    expect(await listIncidents(scene.actor)).toHaveLength(1);
    await expect(
      snoozeAlerts({ ...scene.actor, role: 'supervisor' }, scene.webhook.id, 1),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('while a system keeps failing', () => {
  it('says until when nothing is tried, by the clock of the database, until something arrives', async () => {
    const scene = await setUp();
    const paused = async () => (await getRecovery(scene.actor, scene.webhook.id)).paused_until;
    const failing = (failures: number) =>
      pool().query(
        `UPDATE webhook_states SET consecutive_failures = $2, failing_since = now() - interval '1 hour',
           paused_until = now() + interval '1 minute'
         WHERE webhook_id = $1`,
        [scene.webhook.id, failures],
      );
    expect(await paused()).toBeNull();
    // A pause of ours, as for a key that is not there.
    await failing(1);
    expect(await paused()).toBeNull();
    await failing(20);
    const { rows } = await pool().query('SELECT paused_until FROM webhook_states WHERE webhook_id = $1', [
      scene.webhook.id,
    ]);
    expect(await paused()).toBe(rows[0].paused_until.toISOString());

    await publish(scene, 1);
    const [waiting] = (await listDeliveries(scene.actor, scene.webhook.id, {})).items;
    expect(waiting).toMatchObject({ status: 'pending', being_sent: false, attempt_count: 0 });
    // By hand it goes at once.
    expect(await resendDelivery(scene.actor, waiting?.id ?? '')).toMatchObject({
      status: 'success',
      being_sent: false,
    });
    expect(await paused()).toBeNull();
  });
});

describe('what was held while the webhook was off', () => {
  it('is counted and sent once it is on again', async () => {
    const scene = await setUp({ enabled: false });
    await publish(scene, 3);
    expect((await getRecovery(scene.actor, scene.webhook.id)).held).toMatchObject({
      count: 3,
      missed_calls: 3,
    });
    await expect(startResend(scene.actor, scene.webhook.id, { status: 'held' })).rejects.toMatchObject({
      code: 'conflict',
      key: 'webhook_off',
    });
    await updateWebhook(scene.actor, scene.webhook.id, { enabled: true });
    await startResend(scene.actor, scene.webhook.id, { status: 'held' });
    expect(await jobIs(scene, 'done')).toMatchObject({ total: 3, unsent: 3, arrived: 3 });
    expect((await getRecovery(scene.actor, scene.webhook.id)).held).toBeNull();
  });

  it('is dropped after some seconds, and until then that can be undone', async () => {
    const scene = await setUp({ enabled: false });
    await publish(scene, 3);
    const drop = await startDrop(scene.actor, scene.webhook.id);
    expect(drop.count).toBe(3);
    await expect(startDrop(scene.actor, scene.webhook.id)).rejects.toMatchObject({ key: 'job_running' });
    const sibling = await createWebhook({ organizationId: scene.actor.organizationId });
    await expect(cancelJob(scene.actor, sibling.webhook.id, drop.id)).rejects.toMatchObject({
      key: 'job_ended',
    });
    await cancelJob(scene.actor, scene.webhook.id, drop.id);
    await expect(cancelJob(scene.actor, scene.webhook.id, drop.id)).rejects.toMatchObject({
      key: 'job_ended',
    });
    expect((await getRecovery(scene.actor, scene.webhook.id)).held).toMatchObject({ count: 3 });

    const again = await startDrop(scene.actor, scene.webhook.id);
    await prisma().webhookJob.update({
      where: { organizationId_id: { organizationId: scene.actor.organizationId, id: again.id } },
      data: { startsAt: new Date() },
    });
    await jobIs(scene, 'done');
    expect(await storedDeliveries(scene.actor.organizationId)).toEqual([]);
    expect(scene.receiver.requests).toHaveLength(0);
  });
});
