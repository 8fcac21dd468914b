import { authHandler } from '@/lib/auth/auth-handler';
import { otherMethods } from '@/lib/http/route';

/** next-auth's own endpoints: csrf, callback/credentials (fields `email`, `password`), session, signout, single sign-on. */
export { authHandler as GET, authHandler as POST };

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods('GET', 'POST');
