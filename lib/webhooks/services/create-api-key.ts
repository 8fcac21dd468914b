import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { mintKey } from '@/lib/auth/bearer-key';
import { findOrganization } from '@/lib/auth/data/organizations';
import type { ApiKeyDto, CreateApiKeyForInput, CreateApiKeyInput } from '@/lib/auth/schemas';
import { AppError } from '@/lib/errors';
import { countApiKeys, holdApiKeys, insertApiKey } from '@/lib/webhooks/data/api-keys';
import { type AuditActor, insertAudit, OPERATOR } from '@/lib/webhooks/data/audit';
import { systemTenant, type Tenant, tenantOf } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';

/** Keys of one organisation at a time: more than scripts ever need, few enough to be read on one page. */
const API_KEYS_MAX = 100;

interface CreatedApiKey {
  apiKey: ApiKeyDto;
  /** In this one answer; only its hash is kept. */
  key: string;
}

/** Makes an API key with the rights of a role. Throws AppError `conflict` when there are 100 already. */
export async function createApiKey(actor: Actor, input: CreateApiKeyInput): Promise<CreatedApiKey> {
  authorize(actor, 'change');
  return store(tenantOf(actor), actor, input);
}

/** As {@link createApiKey}, whatever the plan. For the operator. Throws AppError `invalid` on `org`. */
export async function createApiKeyFor({
  org,
  ...input
}: CreateApiKeyForInput): Promise<{ id: string; key: string }> {
  if (!(await findOrganization(org)))
    throw new AppError('invalid', { fields: [{ path: ['org'], key: 'organization_unknown' }] });
  const { apiKey, key } = await store(systemTenant(org), OPERATOR, input);
  return { id: apiKey.id, key };
}

async function store(tenant: Tenant, actor: AuditActor, input: CreateApiKeyInput): Promise<CreatedApiKey> {
  const id = uuidv7();
  const { name, scope } = input;
  const { key, prefix, hash } = mintKey('api', randomBytes);
  const createdAt = await transaction(async (tx) => {
    await holdApiKeys(tenant, tx);
    if ((await countApiKeys(tenant, tx)) >= API_KEYS_MAX)
      throw new AppError('conflict', { key: 'api_keys_full', params: { max: API_KEYS_MAX } });
    const at = await insertApiKey(tenant, tx, { id, name, scope, prefix, hash, createdById: actor.id });
    await insertAudit(tenant, tx, actor, {
      action: 'api_key.create',
      targetKind: 'api_key',
      targetId: id,
      before: null,
      after: { name, prefix, scope },
    });
    return at;
  });
  const created_by = actor.kind === 'operator' ? null : actor.name;
  return {
    key,
    apiKey: {
      id,
      name,
      prefix,
      scope,
      created_by,
      created_at: createdAt.toISOString(),
      last_used_at: null,
    },
  };
}
