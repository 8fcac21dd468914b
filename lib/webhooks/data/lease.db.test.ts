import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { prisma } from '@/lib/db';
import { addDelivery } from '@/lib/testing/deliveries';
import { createOrganization, createWebhook } from '@/prisma/factories';
import { insertTest, leaseForResend, reclaimExpired } from './lease';
import { systemTenant, type Tenant } from './tenant';

/** As a process takes one that is then killed, and whose time is over. */
const overdue = () => ({ token: randomUUID(), ms: -1 });

let tenant: Tenant;
let webhook: Awaited<ReturnType<typeof createWebhook>>['webhook'];

beforeEach(async () => {
  const { id: organizationId } = await createOrganization();
  tenant = systemTenant(organizationId);
  webhook = (await createWebhook({ organizationId })).webhook;
});

const left = async () => {
  const where = { organizationId: webhook.organizationId };
  return {
    events: await prisma().event.findMany({ where }),
    deliveries: await prisma().delivery.findMany({ where }),
  };
};

it('forgets a test whose process was killed over it', async () => {
  const test = {
    webhookId: webhook.id,
    eventId: randomUUID(),
    deliveryId: randomUUID(),
    event: 'call.completed' as const,
    timestamp: new Date(),
    subjectId: 'call-1',
    body: '{}',
  };
  expect(await insertTest(tenant, test, { token: randomUUID(), ms: 60_000 })).toMatchObject({ test: true });
  await reclaimExpired();
  expect(await left()).toMatchObject({ events: [{ id: test.eventId }], deliveries: [{ status: 'pending' }] });

  await prisma().deliveryLease.updateMany({
    where: { deliveryIds: { has: test.deliveryId } },
    data: { leasedUntil: new Date(0) },
  });
  await reclaimExpired();
  expect(await left()).toEqual({ events: [], deliveries: [] });
});

it.each([
  { name: 'a test', test: true },
  { name: 'a call', test: false },
])('keeps $name with what an earlier attempt has found, when its resend was killed', async ({ test }) => {
  const { id, eventId } = await addDelivery(webhook, { status: 'failure', test });
  expect(await leaseForResend(tenant, id, overdue())).toMatchObject({ kind: 'leased' });
  await reclaimExpired();
  expect(await left()).toMatchObject({
    events: [{ id: eventId }],
    deliveries: [{ id, status: 'failure', leaseToken: null }],
  });
});
