import * as z from 'zod/mini';
import { type Account, findAccountByEmail } from '@/lib/auth/data/users';
import { verifyPassword } from '@/lib/auth/password';

/** Longer ones are nobody's, and would only cost us memory. */
const credentials = z.object({
  email: z.string().check(z.trim(), z.minLength(1), z.maxLength(254)),
  password: z.string().check(z.minLength(1), z.maxLength(256)),
});

/**
 * The person with this e-mail address and password, or null. Unknown people, people without a password and wrong
 * passwords take the same time. Throws AppError `unavailable` while too many sign in at once.
 */
export async function checkCredentials(given: unknown): Promise<Account | null> {
  const parsed = z.safeParse(credentials, given);
  if (!parsed.success) return null;
  const account = await findAccountByEmail(parsed.data.email);
  const matches = await verifyPassword(account?.passwordHash ?? null, parsed.data.password);
  return matches ? account : null;
}
