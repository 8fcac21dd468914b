import { prisma } from '@/lib/db';
import type { SealedSecret } from '@/lib/secret-box';
import type { Tenant } from './tenant';
import type { Transaction } from './transaction';

/** The newest secret of a webhook, sealed, and until when an older one signs beside it. */
export interface CurrentSecret extends SealedSecret {
  previousExpiresAt: Date | null;
}

/** Null for a webhook that is deleted, or another organisation's. `webhookId` must be a UUID. */
export async function findCurrentSecret(
  tenant: Tenant,
  tx: Transaction,
  webhookId: string,
): Promise<CurrentSecret | null> {
  const rows = await tx.$queryRaw<(SealedSecret & { previousExpiresAt: Date | null })[]>`
    SELECT s.key_id AS "keyId", s.ciphertext,
      (SELECT max(p.expires_at) FROM webhook_secrets p
        WHERE p.organization_id = s.organization_id AND p.webhook_id = s.webhook_id
          AND p.expires_at > now()) AS "previousExpiresAt"
    FROM webhook_secrets s
    JOIN webhooks w ON w.organization_id = s.organization_id AND w.id = s.webhook_id AND w.deleted_at IS NULL
    WHERE s.organization_id = ${tenant.organizationId}::uuid AND s.webhook_id = ${webhookId}::uuid
      AND s.expires_at IS NULL`;
  return rows[0] ?? null;
}

/**
 * Adds the secret that is current from now on. Its id is the database's: which of several is the newest is told by their
 * ids (core/rotation.ts), and processes may make them whose clocks differ.
 */
export async function insertSecret(
  tenant: Tenant,
  tx: Transaction,
  { webhookId, keyId, ciphertext }: SealedSecret & { webhookId: string },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO webhook_secrets (id, organization_id, webhook_id, key_id, ciphertext)
    VALUES (uuid_v7(), ${tenant.organizationId}::uuid, ${webhookId}::uuid, ${keyId}, ${ciphertext})`;
}

/** How many secrets of a webhook sign what is sent to it now. */
export async function countSecretsInForce(
  tenant: Tenant,
  tx: Transaction,
  webhookId: string,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM webhook_secrets
    WHERE organization_id = ${tenant.organizationId}::uuid AND webhook_id = ${webhookId}::uuid
      AND (expires_at IS NULL OR expires_at > now())`;
  return row?.count ?? 0;
}

/**
 * Gives the current secret `overlapHours` more beside its successor, and removes those whose time is over.
 * With 0 none is left: whoever ends a secret at once wants every older one gone as well.
 * @returns when the replaced one ends; null with 0
 */
export async function retireSecrets(
  tenant: Tenant,
  tx: Transaction,
  webhookId: string,
  overlapHours: number,
): Promise<Date | null> {
  const of = { organizationId: tenant.organizationId, webhookId };
  if (overlapHours === 0) {
    await tx.webhookSecret.deleteMany({ where: of });
    return null;
  }
  await tx.$executeRaw`
    DELETE FROM webhook_secrets
    WHERE organization_id = ${of.organizationId}::uuid AND webhook_id = ${webhookId}::uuid AND expires_at <= now()`;
  const rows = await tx.$queryRaw<{ expiresAt: Date }[]>`
    UPDATE webhook_secrets SET expires_at = now() + make_interval(hours => ${overlapHours}::int)
    WHERE organization_id = ${of.organizationId}::uuid AND webhook_id = ${webhookId}::uuid AND expires_at IS NULL
    RETURNING expires_at AS "expiresAt"`;
  return rows[0]?.expiresAt ?? null;
}

/** A sealed secret of whichever organisation, for the operator's key rotation. */
export interface StoredSecret {
  id: string;
  organizationId: string;
  webhookId: string;
  keyId: string;
  ciphertext: Uint8Array;
}

/** Up to `limit` secrets sealed under another key than `keyId`, after `afterId` in the order of ids. All organisations. */
export async function findSecretsNotUnder(
  keyId: string,
  afterId: string | null,
  limit: number,
): Promise<StoredSecret[]> {
  return prisma().webhookSecret.findMany({
    where: { keyId: { not: keyId }, ...(afterId !== null && { id: { gt: afterId } }) },
    select: { id: true, organizationId: true, webhookId: true, keyId: true, ciphertext: true },
    orderBy: { id: 'asc' },
    take: limit,
  });
}

/** Puts `sealed` in the place of `stored`; false when that is gone or was sealed anew meanwhile. */
export async function replaceSealed(stored: StoredSecret, sealed: SealedSecret): Promise<boolean> {
  const { count } = await prisma().webhookSecret.updateMany({
    where: { id: stored.id, organizationId: stored.organizationId, keyId: stored.keyId },
    data: { keyId: sealed.keyId, ciphertext: Uint8Array.from(sealed.ciphertext) },
  });
  return count === 1;
}
