import { expect, it } from 'vitest';
import { pool } from '@/lib/db';
import { createEngine, newEvent } from '@/lib/testing/engines';
import { createOrganization, createWebhook } from '@/prisma/factories';
import { type Claimed, claimDeliveries, NIL_UUID } from './claim';

const claim = (room: number, webhookRoom: number, after: string): Promise<Claimed> =>
  claimDeliveries({
    room,
    webhookRoom,
    organizationRoom: 100,
    rooms: new Map(),
    organizationRooms: new Map(),
    after,
    lease: { token: crypto.randomUUID(), ms: 60_000 },
  });

it('goes on behind the last webhook that a claim had room for, and leaves none out', async () => {
  const { id: organizationId } = await createOrganization();
  const first = (await createWebhook({ organizationId, events: ['call.missed'] })).webhook.id;
  const second = (await createWebhook({ organizationId, events: ['call.completed'] })).webhook.id;
  // Without a worker all of it goes into the queue. The webhook of the higher id has waited longest.
  const publisher = createEngine();
  for (const event of ['call.completed', 'call.missed'] as const)
    for (let count = 0; count < 3; count++) await publisher.publish(newEvent(organizationId, { event }));
  expect(first < second).toBe(true);

  const webhooksOf = ({ deliveries }: Claimed) => deliveries.map(({ webhookId }) => webhookId);
  const some = await claim(4, 3, NIL_UUID);
  expect(webhooksOf(some)).toEqual([first, first, first, second]);
  expect(some).toMatchObject({ next: second, leftFor: expect.arrayContaining([second]) });
  const rest = await claim(4, 3, NIL_UUID);
  expect(webhooksOf(rest)).toEqual([second, second]);
  expect(rest).toMatchObject({ next: null, leftFor: [] });
});

/** Entries of the queue's index that were ever read, as far as the server has counted: it takes some seconds. */
async function entriesRead(): Promise<number> {
  const { rows } = await pool().query<{ read: number }>(
    `SELECT idx_tup_read::int AS read FROM pg_stat_user_indexes WHERE indexrelname = 'delivery_queue_pkey'`,
  );
  return rows[0]?.read ?? 0;
}

it('reads what it takes and no more, also where the planner saw the queue empty', async () => {
  const { id: organizationId } = await createOrganization();
  await createWebhook({ organizationId });
  const publisher = createEngine();
  const publish = () =>
    Promise.all(Array.from({ length: 2000 }, () => publisher.publish(newEvent(organizationId))));
  await publish();
  await pool().query('DELETE FROM delivery_queue');
  await pool().query('VACUUM (ANALYZE, TRUNCATE off) delivery_queue');
  await publish();
  const before = await entriesRead();
  expect((await claim(50, 50, NIL_UUID)).deliveries).toHaveLength(50);
  await expect.poll(entriesRead, { timeout: 15_000 }).toBeGreaterThanOrEqual(before + 50);
  expect(await entriesRead()).toBeLessThan(before + 500);
});
