import { enginePool, pool } from '@/lib/db';
import { type Transaction, transactionTime } from './transaction';

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
    data: { revokedAt: await transactionTime(tx) },
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

/**
 * The key with this public beginning; null when there is none or it was revoked. Raw, as whoever posts first after a
 * start would else wait for Prisma to load; and by the engine's connections, as nothing that people ask of the panel may
 * keep the call system waiting.
 */
export async function findIngestKey(prefix: string): Promise<UsableIngestKey | null> {
  const { rows } = await enginePool().query<{ id: string; organization_id: string | null; hash: Buffer }>(
    'SELECT id, organization_id, hash FROM ingest_keys WHERE prefix = $1 AND revoked_at IS NULL',
    [prefix],
  );
  const [row] = rows;
  return row ? { id: row.id, organizationId: row.organization_id, hash: row.hash } : null;
}

/** Notes that these keys have just been used. */
export async function touchIngestKeys(ids: readonly string[]): Promise<void> {
  await pool().query('UPDATE ingest_keys SET last_used_at = now() WHERE id = ANY ($1::uuid[])', [ids]);
}
