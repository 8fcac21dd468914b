import { prisma } from '@/lib/db';
import type { Transaction } from './transaction';

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
export async function insertIngestKey(tx: Transaction, key: NewIngestKey): Promise<void> {
  await tx.ingestKey.create({ data: key });
}

/** Ends a key and answers whose and which it was; null when there is none by that id, or it has ended already. */
export async function revokeIngestKeyRow(
  tx: Transaction,
  id: string,
): Promise<{ organizationId: string | null; name: string } | null> {
  const [revoked] = await tx.ingestKey.updateManyAndReturn({
    where: { id, revokedAt: null },
    data: { revokedAt: new Date() },
    select: { organizationId: true, name: true },
  });
  return revoked ?? null;
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
