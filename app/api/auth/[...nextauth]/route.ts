import { handlers } from '@/lib/auth/next-auth';

/** next-auth's own endpoints: csrf, callback/credentials (fields `email`, `password`), session, signout, single sign-on. */
export const { GET, POST } = handlers;
