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

/** A key that may be used. */
export interface UsableIngestKey {
  id: string;
  organizationId: string | null;
  hash: Uint8Array;
}

/** The key with this public beginning; null when there is none or it was revoked. */
export async function findIngestKey(prefix: string): Promise<UsableIngestKey | null> {
  return prisma().ingestKey.findFirst({
    where: { prefix, revokedAt: null },
    select: { id: true, organizationId: true, hash: true },
  });
}

/** Notes that these keys have just been used. */
export async function touchIngestKeys(ids: readonly string[]): Promise<void> {
  await prisma().ingestKey.updateMany({ where: { id: { in: [...ids] } }, data: { lastUsedAt: new Date() } });
}
