import { AppError } from '@/lib/errors';
import { insertAudit, OPERATOR } from '@/lib/webhooks/data/audit';
import { revokeIngestKeyRow } from '@/lib/webhooks/data/ingest-keys';
import { systemTenant } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';
import { uuidOrNotFound } from './not-found';

/** Ends a key of the call system. For the operator. Throws AppError `not_found` when no such key is in use. */
export async function revokeIngestKey(id: string): Promise<{ id: string }> {
  const keyId = uuidOrNotFound(id);
  await transaction(async (tx) => {
    const revoked = await revokeIngestKeyRow(tx, keyId);
    if (!revoked) throw new AppError('not_found');
    if (revoked.organizationId !== null)
      await insertAudit(systemTenant(revoked.organizationId), tx, OPERATOR, {
        action: 'ingest_key.revoke',
        targetKind: 'ingest_key',
        targetId: keyId,
        before: { name: revoked.name },
        after: null,
      });
  });
  return { id: keyId };
}
