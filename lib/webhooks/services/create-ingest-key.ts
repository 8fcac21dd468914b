import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { mintKey } from '@/lib/auth/bearer-key';
import { findOrganization } from '@/lib/auth/data/organizations';
import type { CreateIngestKeyInput } from '@/lib/auth/schemas';
import { AppError } from '@/lib/errors';
import { insertIngestKey } from '@/lib/webhooks/data/ingest-keys';

/** Makes a key for the call system, for one organisation or (without `org`) for all. For the operator. Throws AppError `invalid` on `org`. */
export async function createIngestKey(input: CreateIngestKeyInput): Promise<{ id: string; key: string }> {
  if (input.org !== undefined && !(await findOrganization(input.org)))
    throw new AppError('invalid', { fields: [{ path: ['org'], key: 'organization_unknown' }] });
  const id = uuidv7();
  const { key, prefix, hash } = mintKey('ingest', randomBytes);
  await insertIngestKey({ id, organizationId: input.org ?? null, name: input.name, prefix, hash });
  return { id, key };
}
