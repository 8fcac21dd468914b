import { afterAll, beforeAll, expect, it } from 'vitest';
import { isDatabaseAway } from '@/lib/database-away';
import { env } from '@/lib/env';
import { createEngine, newEvent, stopEngines, storedDeliveries } from '@/lib/testing/engines';
import { type Receiver, startReceiver } from '@/lib/testing/receiver';
import { type SilentNetwork, startSilentNetwork } from '@/lib/testing/silent-network';
import { createOrganization, createWebhook } from '@/prisma/factories';

let network: SilentNetwork;
let receiver: Receiver;
let organizationId: string;

beforeAll(async () => {
  network = await startSilentNetwork(env().DATABASE_URL);
  env().DATABASE_URL = network.url;
  receiver = await startReceiver();
  organizationId = (await createOrganization()).id;
  await createWebhook({ organizationId, url: receiver.url });
});

afterAll(async () => {
  await stopEngines();
  await Promise.all([receiver.close(), network.close()]);
});

it('answers and sends what is committed, whatever becomes of the repeats beside it', async () => {
  const engine = createEngine();
  engine.start();
  const idempotency = { key: 'call-1', hash: Buffer.alloc(32, 1) };
  const first = await engine.publish(newEvent(organizationId, { idempotency }));
  await receiver.received(1);

  network.loseAt('publish-repeats');
  // As many as run at a time go by themselves, and the next ones together.
  const fresh = [1, 2, 3].map(() => engine.publish(newEvent(organizationId)));
  const repeat = engine.publish(newEvent(organizationId, { idempotency }));
  fresh.push(engine.publish(newEvent(organizationId)));
  const told = Promise.allSettled([repeat]);
  for (const answer of await Promise.all(fresh)) expect(answer.kind).toBe('accepted');
  await receiver.received(5);

  network.endLost();
  const [refused] = await told;
  expect(refused?.status === 'rejected' && isDatabaseAway(refused.reason)).toBe(true);
  network.loseAt(null);
  expect(await engine.publish(newEvent(organizationId, { idempotency }))).toMatchObject({
    kind: 'repeated',
    eventId: first.kind === 'accepted' && first.eventId,
  });
  expect(await storedDeliveries(organizationId)).toHaveLength(5);
});
