import { prisma } from '@/lib/db';
import type { SealedSecret } from '@/lib/secret-box';
import {
  TEST_MESSAGES_HOURS,
  TEST_MESSAGES_MAX,
  TEST_SIGNATURES,
  type TestSignature,
} from '@/lib/webhooks/core/test-address';
import type { TestMessageDto } from '@/lib/webhooks/dtos';
import type { Tenant } from './tenant';
import type { Transaction } from './transaction';

/** The token of the organisation's test address: the one it has, else `token` from now on. */
export async function keepTestToken(tenant: Tenant, token: string): Promise<string> {
  const { organizationId } = tenant;
  await prisma().$executeRaw`
    INSERT INTO test_addresses (organization_id, token) VALUES (${organizationId}::uuid, ${token})
    ON CONFLICT (organization_id) DO NOTHING`;
  const row = await prisma().testAddress.findUniqueOrThrow({ where: { organizationId } });
  return row.token;
}

/** Whose test address has this token; null for nobody's. The one question here that is asked without a tenant. */
export async function findTestAddressOwner(token: string): Promise<string | null> {
  const row = await prisma().testAddress.findUnique({ where: { token }, select: { organizationId: true } });
  return row?.organizationId ?? null;
}

/** The webhook of a delivery of this organisation, and its secrets in force, sealed; null for another's or none. */
export async function findSenderOf(
  tenant: Tenant,
  deliveryId: string,
): Promise<{ webhookId: string; secrets: SealedSecret[] } | null> {
  const { organizationId } = tenant;
  const delivery = await prisma().delivery.findUnique({
    where: { id_organizationId: { id: deliveryId, organizationId } },
    select: { webhookId: true },
  });
  if (!delivery) return null;
  const secrets = await prisma().$queryRaw<SealedSecret[]>`
    SELECT key_id AS "keyId", ciphertext FROM webhook_secrets
    WHERE organization_id = ${organizationId}::uuid AND webhook_id = ${delivery.webhookId}::uuid
      AND (expires_at IS NULL OR expires_at > now())`;
  return { webhookId: delivery.webhookId, secrets };
}

/** Something that arrived, as it is kept. */
export interface NewTestMessage {
  id: string;
  signature: TestSignature;
  deliveryId: string | null;
  webhookId: string | null;
  headers: Record<string, string>;
  body: string;
  bodyCut: boolean;
}

/** Keeps what arrived, and removes what is over the limits of number and age by that. */
export async function insertTestMessage(tenant: Tenant, message: NewTestMessage): Promise<void> {
  const { organizationId } = tenant;
  await prisma().testMessage.create({ data: { ...message, organizationId } });
  await prisma().$executeRaw`
    DELETE FROM test_messages
    WHERE organization_id = ${organizationId}::uuid AND id IN (
      SELECT id FROM test_messages WHERE organization_id = ${organizationId}::uuid
      ORDER BY id DESC OFFSET ${TEST_MESSAGES_MAX})`;
  // Of every organisation: nobody may ever look at the others' again.
  await prisma().$executeRaw`
    DELETE FROM test_messages WHERE received_at < now() - make_interval(hours => ${TEST_MESSAGES_HOURS}::int)`;
}

/** What arrived within the time that it is kept, the newest first. */
export async function findTestMessages(tenant: Tenant): Promise<TestMessageDto[]> {
  const rows = await prisma().testMessage.findMany({
    where: {
      organizationId: tenant.organizationId,
      receivedAt: { gt: new Date(Date.now() - TEST_MESSAGES_HOURS * 3_600_000) },
    },
    orderBy: { id: 'desc' },
    take: TEST_MESSAGES_MAX,
  });
  return rows.map((row) => ({
    id: row.id,
    received_at: row.receivedAt.toISOString(),
    signature: TEST_SIGNATURES.find((name) => name === row.signature) ?? 'unknown',
    delivery_id: row.deliveryId,
    webhook_id: row.webhookId,
    headers: row.headers as Record<string, string>,
    body: row.body,
    body_truncated: row.bodyCut,
  }));
}

/** Forgets all that arrived. */
export async function deleteTestMessages(
  tenant: Tenant,
  tx: Pick<Transaction, 'testMessage'> = prisma(),
): Promise<void> {
  await tx.testMessage.deleteMany({ where: { organizationId: tenant.organizationId } });
}
