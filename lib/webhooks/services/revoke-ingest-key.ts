import { AppError } from '@/lib/errors';
import { revokeIngestKeyRow } from '@/lib/webhooks/data/ingest-keys';
import { uuidOrNotFound } from './not-found';

/** Ends a key of the call system. For the operator. Throws AppError `not_found` when no such key is in use. */
export async function revokeIngestKey(id: string): Promise<{ id: string }> {
  const keyId = uuidOrNotFound(id);
  if (!(await revokeIngestKeyRow(keyId))) throw new AppError('not_found');
  return { id: keyId };
}
