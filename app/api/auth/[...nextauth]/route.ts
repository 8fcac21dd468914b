import { authHandler } from '@/lib/auth/auth-handler';

/** next-auth's own endpoints: csrf, callback/credentials (fields `email`, `password`), session, signout, single sign-on. */
export { authHandler as GET, authHandler as POST };
