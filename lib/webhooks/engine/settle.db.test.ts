import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { newEvent, storedAttempts, storedDeliveries } from '@/lib/testing/engines';
import { publishEvents } from '@/lib/webhooks/data/publish';
import { createOrganization, createWebhook } from '@/prisma/factories';
import type { EndedAttempt } from './attempt';
import { Settlements } from './settle';

/** @param statusCode PostgreSQL refuses one beyond the range of `int` */
function ended(statusCode: number): EndedAttempt {
  return {
    record: {
      trigger: 'event',
      outcome: 'success',
      code: null,
      statusCode,
      startedAt: new Date(),
      durationMs: 1,
      dnsMs: null,
      connectMs: null,
      tlsMs: null,
      firstByteMs: null,
      requestHeaders: '{}',
      responseHeaders: null,
      responseBody: null,
      responseTruncated: false,
      remoteAddress: null,
    },
    result: { code: null, statusCode },
    signedBy: null,
  };
}

it('records the others of a group of which the database refuses one', async () => {
  const { id: organizationId } = await createOrganization();
  await createWebhook({ organizationId });
  const { published } = await publishEvents(
    [1, 2, 3].map(() => newEvent(organizationId)),
    {
      room: 10,
      webhookRoom: 10,
      organizationRoom: 10,
      rooms: new Map(),
      organizationRooms: new Map(),
      since: performance.now(),
      lease: { token: randomUUID(), ms: 60_000 },
    },
  );
  const deliveries = published.flatMap((one) => (one?.kind === 'accepted' ? one.leased : []));
  expect(deliveries).toHaveLength(3);
  const settlements = new Settlements({ schedule: [600], random: () => 0.5 });
  const results = await Promise.allSettled(
    deliveries.map((delivery, index) => settlements.settle(delivery, ended(index === 1 ? 3e10 : 200))),
  );
  expect(results).toMatchObject([
    { value: { written: true } },
    { reason: { code: '22003' } },
    { value: { written: true } },
  ]);
  expect((await storedDeliveries(organizationId)).map(({ status }) => status)).toEqual([
    'success',
    'pending',
    'success',
  ]);
  expect(await storedAttempts(organizationId)).toHaveLength(2);
});
