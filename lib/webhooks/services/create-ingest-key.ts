import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { mintKey } from '@/lib/auth/bearer-key';
import { findOrganization } from '@/lib/auth/data/organizations';
import type { CreateIngestKeyInput } from '@/lib/auth/schemas';
import { AppError } from '@/lib/errors';
import { insertAudit, OPERATOR } from '@/lib/webhooks/data/audit';
import { insertIngestKey } from '@/lib/webhooks/data/ingest-keys';
import { systemTenant } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';

/** Makes a key for the call system, for one organisation or (without `org`) for all. For the operator. Throws AppError `invalid` on `org`. */
export async function createIngestKey(input: CreateIngestKeyInput): Promise<{ id: string; key: string }> {
  if (input.org !== undefined && !(await findOrganization(input.org)))
    throw new AppError('invalid', { fields: [{ path: ['org'], key: 'organization_unknown' }] });
  const id = uuidv7();
  const { key, prefix, hash } = mintKey('ingest', randomBytes);
  const { name, org } = input;
  await transaction(async (tx) => {
    await insertIngestKey(tx, { id, organizationId: org ?? null, name, prefix, hash });
    // A key for all organisations is in nobody's trail.
    if (org !== undefined)
      await insertAudit(systemTenant(org), tx, OPERATOR, {
        action: 'ingest_key.create',
        targetKind: 'ingest_key',
        targetId: id,
        before: null,
        after: { name, prefix },
      });
  });
  return { id, key };
}
