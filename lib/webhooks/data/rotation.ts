import { enginePool, pool } from '@/lib/db';
import { ledBy, type SignedAttempt } from '@/lib/webhooks/core/rotation';
import { plainArray } from './array-literal';
import { storedHeaders } from './stored-headers';
import type { Tenant } from './tenant';
import type { Transaction } from './transaction';

/** A rotation that is under way. */
export interface Rotation {
  /** When the last of the replaced secrets ends. */
  previousExpiresAt: Date;
  /** Whether the receiver has accepted the new one, so that it leads. */
  newLeads: boolean;
}

/** Null when one secret alone is in force. `webhookId` must be a UUID. */
export async function findRotation(tenant: Tenant, webhookId: string): Promise<Rotation | null> {
  const { rows } = await pool().query<{ previousExpiresAt: Date | null; newLeads: boolean }>(
    `SELECT max(expires_at) FILTER (WHERE expires_at > now()) AS "previousExpiresAt",
       bool_or(expires_at IS NULL AND leads_at IS NOT NULL) AS "newLeads"
     FROM webhook_secrets WHERE organization_id = $1 AND webhook_id = $2`,
    [tenant.organizationId, webhookId],
  );
  const [row] = rows;
  return row?.previousExpiresAt ? { previousExpiresAt: row.previousExpiresAt, newLeads: row.newLeads } : null;
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
