import type { Actor } from '@/lib/auth/actor';
import { findSignedIn } from '@/lib/auth/data/users';
import { readSession } from '@/lib/auth/session';

/** Who is signed in by the cookie of these headers, as the database knows them now; null for nobody. */
export async function findActor(headers: Pick<Headers, 'get'>): Promise<Actor | null> {
  const session = await readSession(headers);
  if (!session) return null;
  const person = await findSignedIn(session.userId, session.epoch);
  // The client's address is known once proxies are told apart from clients (TRUSTED_PROXIES); a header anyone can write is not it.
  return person && { kind: 'user', address: null, ...person };
}
