import { enginePool, pool } from '@/lib/db';
import { ledBy, type SignedAttempt } from '@/lib/webhooks/core/rotation';
import { plainArray } from './array-literal';
import { storedHeaders } from './stored-headers';
import type { Tenant } from './tenant';
import type { Transaction } from './transaction';

/** Which secret is the newest, and whether an older one is in force beside it. */
export interface Rotation {
  newestId: string;
  /** When the last of the replaced secrets ends; null when one secret alone is in force. */
  previousExpiresAt: Date | null;
  /** Whether the receiver has accepted the new one, so that it leads. */
  newLeads: boolean;
}

/** Null for a webhook without secrets, which is none. `webhookId` must be a UUID. */
export async function findRotation(tenant: Tenant, webhookId: string): Promise<Rotation | null> {
  const { rows } = await pool().query<Rotation>(
    `SELECT id AS "newestId", leads_at IS NOT NULL AS "newLeads",
       (SELECT max(p.expires_at) FROM webhook_secrets p
         WHERE p.organization_id = $1 AND p.webhook_id = $2 AND p.expires_at > now()) AS "previousExpiresAt"
     FROM webhook_secrets WHERE organization_id = $1 AND webhook_id = $2 AND expires_at IS NULL`,
    [tenant.organizationId, webhookId],
  );
  return rows[0] ?? null;
}

/**
 * Takes a rotation back: the new secret is removed, and the one that it replaced is current again. `taken` when the
 * receiver has accepted the new one already. The webhook must be locked.
 */
export async function undoRotation(
  tenant: Tenant,
  tx: Transaction,
  webhookId: string,
): Promise<'undone' | 'none' | 'taken'> {
  const rows = await tx.$queryRaw<{ id: string; current: boolean; leads: boolean }[]>`
    SELECT id, expires_at IS NULL AS current, leads_at IS NOT NULL AS leads FROM webhook_secrets
    WHERE organization_id = ${tenant.organizationId}::uuid AND webhook_id = ${webhookId}::uuid
      AND (expires_at IS NULL OR expires_at > now())
    ORDER BY id DESC
    LIMIT 2`;
  const [current, previous] = rows;
  if (!current?.current || !previous) return 'none';
  if (current.leads) return 'taken';
  await tx.$executeRaw`DELETE FROM webhook_secrets WHERE id = ${current.id}::uuid`;
  await tx.$executeRaw`UPDATE webhook_secrets SET expires_at = NULL WHERE id = ${previous.id}::uuid`;
  return 'undone';
}

/** How the last attempt of a delivery ended, and which secret led in it; null before the first. */
export async function findLastSigned(tenant: Tenant, deliveryId: string): Promise<SignedAttempt | null> {
  const { rows } = await enginePool().query<{ status_code: number | null; request_headers: string }>(
    `SELECT status_code, request_headers FROM attempts
     WHERE delivery_id = $2 AND organization_id = $1 ORDER BY number DESC LIMIT 1`,
    [tenant.organizationId, deliveryId],
  );
  const [row] = rows;
  if (!row) return null;
  return { statusCode: row.status_code, ledBy: ledBy(storedHeaders(row.request_headers)) };
}

/** Lets new secrets lead that their receivers have accepted; of all organisations, for the engine. */
export async function promoteSecrets(ids: readonly string[]): Promise<void> {
  await enginePool().query(
    'UPDATE webhook_secrets SET leads_at = now() WHERE id = ANY ($1::uuid[]) AND leads_at IS NULL AND expires_at IS NULL',
    [plainArray(ids)],
  );
}
