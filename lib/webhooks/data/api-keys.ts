import type { ApiKeyDto } from '@/lib/auth/schemas';
import { prisma } from '@/lib/db';
import { API_KEY_SCOPES, type ApiKeyScope } from '@/lib/webhooks/core/plan';
import type { Tenant } from './tenant';
import { type Transaction, transactionTime } from './transaction';

interface ApiKeyRow {
  id: string;
  name: string;
  prefix: string;
  scope: string;
  createdBy: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
}

function apiKeyDtoOf(row: ApiKeyRow): ApiKeyDto[] {
  const scope = API_KEY_SCOPES.find((one) => one === row.scope);
  // No other scope can be asked for.
  if (!scope) return [];
  return [
    {
      id: row.id,
      name: row.name,
      prefix: row.prefix,
      scope,
      created_by: row.createdBy,
      created_at: row.createdAt.toISOString(),
      last_used_at: row.lastUsedAt?.toISOString() ?? null,
    },
  ];
}

/** The keys of an organisation that open something, the newest first. A removed person or a revoked key keeps its name. */
export async function findApiKeys(tenant: Tenant): Promise<ApiKeyDto[]> {
  const rows = await prisma().$queryRaw<ApiKeyRow[]>`
    SELECT k.id, k.name, k.prefix, k.scope::text, coalesce(u.name, m.name) AS "createdBy",
      k.created_at AS "createdAt", k.last_used_at AS "lastUsedAt"
    FROM api_keys k
    LEFT JOIN users u ON u.organization_id = k.organization_id AND u.id = k.created_by_id
    LEFT JOIN api_keys m ON m.organization_id = k.organization_id AND m.id = k.created_by_id
    WHERE k.organization_id = ${tenant.organizationId}::uuid AND k.revoked_at IS NULL
    ORDER BY k.created_at DESC, k.id DESC`;
  return rows.flatMap(apiKeyDtoOf);
}

/** Until the transaction ends, nobody else who asks for this adds a key to the organisation. */
export async function holdApiKeys(tenant: Tenant, tx: Transaction): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM organizations WHERE id = ${tenant.organizationId}::uuid FOR NO KEY UPDATE`;
}

/** How many keys of an organisation open something. */
export async function countApiKeys(tenant: Tenant, tx: Transaction): Promise<number> {
  return tx.apiKey.count({ where: { organizationId: tenant.organizationId, revokedAt: null } });
}

/** A key to be stored; of the key itself only the hash. */
export interface NewApiKey {
  id: string;
  name: string;
  prefix: string;
  hash: Uint8Array<ArrayBuffer>;
  scope: ApiKeyScope;
  /** The person or key that makes it; null: an operator. */
  createdById: string | null;
}

/** Stores a key, and answers when that was. */
export async function insertApiKey(tenant: Tenant, tx: Transaction, key: NewApiKey): Promise<Date> {
  const { createdAt } = await tx.apiKey.create({
    data: { ...key, organizationId: tenant.organizationId },
    select: { createdAt: true },
  });
  return createdAt;
}

/** Ends a key and answers which it was; null when there is none by that id, or it has ended already. `id` must be a UUID. */
export async function revokeApiKeyRow(
  tenant: Tenant,
  tx: Transaction,
  id: string,
): Promise<{ name: string; prefix: string; scope: string } | null> {
  const [revoked] = await tx.apiKey.updateManyAndReturn({
    where: { id, organizationId: tenant.organizationId, revokedAt: null },
    data: { revokedAt: await transactionTime(tx) },
    select: { name: true, prefix: true, scope: true },
  });
  return revoked ?? null;
}
