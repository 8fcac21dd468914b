import type { Actor } from '@/lib/auth/actor';
import { prisma } from '@/lib/db';

/** A key that may be used, and whose right it is. */
export interface UsableApiKey {
  hash: Uint8Array;
  lastUsedAt: Date | null;
  holder: Omit<Actor, 'kind' | 'address'>;
}

/** The key with this public beginning, with its organisation as it is now; null when there is none or it was revoked. */
export async function findApiKey(prefix: string): Promise<UsableApiKey | null> {
  const key = await prisma().apiKey.findFirst({
    where: { prefix, revokedAt: null },
    include: { organization: true },
  });
  if (!key) return null;
  return {
    hash: key.hash,
    lastUsedAt: key.lastUsedAt,
    holder: {
      id: key.id,
      name: key.name,
      email: null,
      organizationId: key.organizationId,
      organizationName: key.organization.name,
      plan: key.organization.plan,
      role: key.scope,
      locale: null,
    },
  };
}

/** Notes that a key has just been used. */
export async function touchApiKey(id: string): Promise<void> {
  await prisma().apiKey.updateMany({ where: { id }, data: { lastUsedAt: new Date() } });
}
