import NextAuth from 'next-auth';
import { authConfig } from '@/lib/auth/auth-config';

/** For server actions: they set cookies through Next. A function, so that the environment is read at the first use and not while the product is built. */
export const { signIn, signOut } = NextAuth(() => authConfig());
