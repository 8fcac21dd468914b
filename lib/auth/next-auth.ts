import NextAuth from 'next-auth';
import { authConfig } from '@/lib/auth/auth-config';

/** For server actions: it sets cookies through Next. A function, so that the environment is read at the first use and not while the product is built. */
export const { signIn } = NextAuth(() => authConfig());

/**
 * As {@link signIn}. Takes the session's cookie away, and answers whether the session is over as well: while the
 * database is away a copy of the cookie stays good.
 */
export async function signOut(): Promise<boolean> {
  let isOver = true;
  const config = () =>
    authConfig(() => {
      isOver = false;
    });
  await NextAuth(config).signOut({ redirect: false });
  return isOver;
}
