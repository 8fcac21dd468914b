import type { Actor } from '@/lib/auth/actor';
import { findSignedIn } from '@/lib/auth/data/users';
import { readSession } from '@/lib/auth/session';
import { CLIENT_ADDRESS_HEADER } from '@/lib/http/client-address';

/** Who is signed in by the cookie of these headers, as the database knows them now; null for nobody. */
export async function findActor(headers: Pick<Headers, 'get'>): Promise<Actor | null> {
  const session = await readSession(headers);
  if (!session) return null;
  const person = await findSignedIn(session);
  return person && { kind: 'user', address: headers.get(CLIENT_ADDRESS_HEADER), ...person };
}
