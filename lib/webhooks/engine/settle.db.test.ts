import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { prisma } from '@/lib/db';
import { newEvent, storedAttempts, storedDeliveries } from '@/lib/testing/engines';
import type { LeasedDelivery } from '@/lib/webhooks/data/leased-delivery';
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

async function leased(organizationId: string, events: number): Promise<LeasedDelivery[]> {
  const { published } = await publishEvents(
    Array.from({ length: events }, () => newEvent(organizationId)),
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
  return published.flatMap((one) => (one?.kind === 'accepted' ? one.leased : []));
}

it('records the others of a group of which the database refuses one', async () => {
  const { id: organizationId } = await createOrganization();
  await createWebhook({ organizationId });
  const deliveries = await leased(organizationId, 3);
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

it('counts a failure once, also where it is not known whether it was committed', async () => {
  const { id: organizationId } = await createOrganization();
  await createWebhook({ organizationId });
  const [delivery] = await leased(organizationId, 1);
  if (!delivery) throw new Error('nothing was leased');
  const { record } = ended(500);
  const failed: EndedAttempt = {
    record: { ...record, outcome: 'failure', code: 'http_5xx' },
    result: { code: 'http_5xx', statusCode: 500, retryAfterMs: null },
    signedBy: null,
  };
  const settlements = new Settlements({ schedule: [600], random: () => 0.5 });
  expect(await settlements.settle(delivery, failed)).toEqual({ written: true });
  expect(await settlements.settle(delivery, failed)).toEqual({ written: false });
  const states = await prisma().webhookState.findMany({ where: { organizationId } });
  expect(states.map(({ consecutiveFailures }) => consecutiveFailures)).toEqual([1]);
  expect(await storedAttempts(organizationId)).toHaveLength(1);
});
