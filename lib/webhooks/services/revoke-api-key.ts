import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { revokeApiKeyRow } from '@/lib/webhooks/data/api-keys';
import { insertAudit } from '@/lib/webhooks/data/audit';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';
import { orNotFound, uuidOrNotFound } from './not-found';

/** Ends an API key at once and for good: the next request with it is a 401. Throws AppError `not_found`. */
export async function revokeApiKey(actor: Actor, id: string): Promise<void> {
  authorize(actor, 'change');
  const tenant = tenantOf(actor);
  const keyId = uuidOrNotFound(id);
  await transaction(async (tx) => {
    const before = orNotFound(await revokeApiKeyRow(tenant, tx, keyId));
    await insertAudit(tenant, tx, actor, {
      action: 'api_key.revoke',
      targetKind: 'api_key',
      targetId: keyId,
      before,
      after: null,
    });
  });
}
