import { prisma } from '@/lib/db';

/**
 * Keys of the call system. They belong to the installation; one may be narrowed to an organisation, and one that
 * is not speaks for all, so there is no tenant here.
 */
export interface NewIngestKey {
  id: string;
  /** Null: for every organisation. */
  organizationId: string | null;
  name: string;
  prefix: string;
  hash: Uint8Array<ArrayBuffer>;
}

/** Stores a key's hash. */
export async function insertIngestKey(key: NewIngestKey): Promise<void> {
  await prisma().ingestKey.create({ data: key });
}

/** Ends a key; false when there is none by that id, or it has ended already. */
export async function revokeIngestKeyRow(id: string): Promise<boolean> {
  const { count } = await prisma().ingestKey.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  return count === 1;
}
