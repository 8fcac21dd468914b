import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import { setPlan } from '@/lib/auth/services/set-plan';
import { closeDatabase, pool } from '@/lib/db';
import { createPerson } from '@/lib/testing/actors';
import type { CallSystem } from '@/lib/testing/call-system';
import { type FaultScene, setFaultScene, stopInOrder } from '@/lib/testing/fault-scene';
import type { ProductProcess } from '@/lib/testing/processes';
import type { Received } from '@/lib/testing/receiver';
import { UNDO_SECONDS } from '@/lib/webhooks/core/undo';
import { deleteWebhook } from '@/lib/webhooks/services/delete-webhook';
import { eraseCustomer } from '@/lib/webhooks/services/erase-customer';
import { rotateSecret } from '@/lib/webhooks/services/rotate-secret';
import { updateWebhook } from '@/lib/webhooks/services/update-webhook';
import { createIngestKey, createWebhook } from '@/prisma/factories';

/** What managers and operators change in the midst of attempts, and what then still goes out. */

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const EMAIL = 'joao@example.com';

let scene: FaultScene;
let workers: ProductProcess[];

beforeAll(async () => {
  scene = await setFaultScene();
  const { random } = scene;
  // Some fail, so that there are retries, and all repeat what they got.
  scene.react = ({ body }) => ({
    status: random.next() < 0.2 ? 500 : 200,
    afterMs: random.between(0, 100),
    body,
  });
  const env = { DELIVERY_RETRY_SCHEDULE: '1,1,1,1,1,1,1,1', INTAKE_RATE_LIMIT: '1000000' };
  workers = await scene.workers({ env }, { env });
});

afterAll(async () => {
  await closeDatabase();
  await scene.close();
});

interface Loaded {
  actor: Actor;
  webhookId: string;
  /** At the receiver. */
  path: string;
  callSystem: CallSystem;
}

/** An organisation with one webhook of its own path, whose deliveries are under way. */
async function load(path: string): Promise<Loaded> {
  const { actor } = await createPerson();
  const { organizationId } = actor;
  const url = new URL(path, scene.receiver.url).href;
  const { webhook, secret } = await createWebhook({ organizationId, url });
  const { key } = await createIngestKey({ organizationId });
  const organization = {
    id: organizationId,
    ingestKey: key,
    webhooks: new Map([[path, { events: webhook.events, secret }]]),
  };
  const callSystem = scene.callSystem(organization, workers, { lines: 4, pauseMs: 40 });
  callSystem.start();
  await expect.poll(() => received(path).length, { timeout: 30_000 }).toBeGreaterThan(50);
  return { actor, webhookId: webhook.id, path, callSystem };
}

const received = (path: string): Received[] => scene.receiver.requests.filter((one) => one.path === path);

/** Ids of deliveries that the database has of an organisation, where `which` holds. */
async function deliveries({ actor }: Loaded, which = 'true'): Promise<Set<string>> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT d.id FROM deliveries d WHERE d.organization_id = $1 AND ${which}`,
    [actor.organizationId],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Waits until nothing of it is being sent any more, or waits to be. */
const quiet = (of: Loaded) =>
  expect
    .poll(
      async () => (await deliveries(of, 'd.lease_token IS NOT NULL OR d.next_attempt_at IS NOT NULL')).size,
      {
        timeout: 30_000,
      },
    )
    .toBe(0);

it.each<[string, (of: Loaded) => Promise<unknown>]>([
  ['switched off', ({ actor, webhookId }) => updateWebhook(actor, webhookId, { enabled: false })],
  ['on a plan that loses webhooks', ({ actor }) => setPlan({ org: actor.organizationId, plan: 'basic' })],
])('a webhook %s: what was not begun is held, and nothing more goes out', async (what, change) => {
  const of = await load(`/voki/${what.replaceAll(' ', '-')}`);
  await change(of);
  await quiet(of);
  const before = received(of.path).length;
  await of.callSystem.finish();
  expect(received(of.path)).toHaveLength(before);
  const sent = new Set(received(of.path).map(({ headers }) => String(headers['x-voki-delivery'])));
  for (const id of await deliveries(of, `d.status = 'held'`)) expect(sent.has(id)).toBe(false);
  expect(await deliveries(of, `d.status = 'pending'`)).toEqual(new Set());
  oneBodyEach();
});

it('a webhook deleted: nothing more goes out, and nothing is made for it', async () => {
  const of = await load('/voki/deleted');
  await deleteWebhook(of.actor, of.webhookId);
  // As the minute that passes in which it could be brought back, and for which what waits is kept.
  await pool().query(
    'UPDATE webhooks SET deleted_at = deleted_at - make_interval(secs => $2) WHERE id = $1',
    [of.webhookId, UNDO_SECONDS],
  );
  await quiet(of);
  const [before, made] = [received(of.path).length, (await deliveries(of)).size];
  await of.callSystem.finish();
  expect(received(of.path)).toHaveLength(before);
  expect((await deliveries(of)).size).toBe(made);
  oneBodyEach();
});

it('another address: retries go there too, under the same id, and everything arrives', async () => {
  const of = await load('/voki/old');
  const url = new URL('/voki/new', scene.receiver.url).href;
  await updateWebhook(of.actor, of.webhookId, { url });
  await expect.poll(() => received('/voki/new').length, { timeout: 30_000 }).toBeGreaterThan(50);
  await of.callSystem.finish();
  await quiet(of);
  expect(await deliveries(of, `d.status <> 'success'`)).toEqual(new Set());
  oneBodyEach();
});

it.each([0, 24])('another secret, %i hours beside the old one: everything arrives', async (overlap_hours) => {
  const of = await load(`/voki/rotated-${overlap_hours}`);
  await rotateSecret(of.actor, of.webhookId, { overlap_hours });
  await of.callSystem.finish();
  await quiet(of);
  expect(await deliveries(of, `d.status <> 'success'`)).toEqual(new Set());
  oneBodyEach();
});

it('a customer erased: once that is answered, nothing of before is sent any more or stored', async () => {
  const of = await load('/voki/erased');
  const customer = `EXISTS (SELECT 1 FROM events e WHERE e.id = d.event_id AND e.event = 'customer.created')`;
  const theirs = await deliveries(of, customer);
  expect(theirs.size).toBeGreaterThan(0);
  await eraseCustomer(of.actor, { email: EMAIL });
  const answered = performance.now();
  await of.callSystem.finish();
  await quiet(of);
  const late = received(of.path).filter(({ at }) => at > answered);
  expect(late.filter(({ headers }) => theirs.has(String(headers['x-voki-delivery'])))).toEqual([]);
  const { rows } = await pool().query(
    `SELECT d.id FROM deliveries d JOIN events e ON e.id = d.event_id LEFT JOIN attempts a ON a.delivery_id = d.id
     WHERE d.id = ANY ($1::uuid[]) AND (e.body IS NOT NULL OR e.customer_email IS NOT NULL OR d.subject_id IS NOT NULL
       OR a.response_body IS NOT NULL OR a.response_headers IS NOT NULL)`,
    [[...theirs]],
  );
  expect(rows).toEqual([]);
  oneBodyEach();
});

it('ends without a fault', async () => {
  await stopInOrder(workers);
  for (const { output } of workers) expect(output()).not.toContain('"fault"');
});

/** No delivery's id was ever seen above two bodies. */
function oneBodyEach(): void {
  const bodies = new Map<unknown, string>();
  for (const { headers, body } of scene.receiver.requests) {
    const id = headers['x-voki-delivery'];
    expect(body).toBe(bodies.get(id) ?? body);
    bodies.set(id, body);
  }
}
