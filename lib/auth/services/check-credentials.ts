import * as z from 'zod/mini';
import { type Account, findAccountByEmail } from '@/lib/auth/data/users';
import { passwordTurn } from '@/lib/auth/password';
import { isLegible } from '@/lib/webhooks/core/storable';
import { countFailure, refuseThrottled } from './sign-in-throttle';

/** Longer ones, and what the database has no text for, are nobody's. */
const credentials = z.object({
  email: z.string().check(z.trim(), z.minLength(1), z.maxLength(254), z.refine(isLegible)),
  password: z.string().check(z.minLength(1), z.maxLength(256)),
});

/**
 * The person with this e-mail address and password, or null. Unknown people, people without a password and wrong
 * passwords take the same time, and count the same.
 * @param address the client's, null when unknown
 * @throws AppError `rate_limited` after too many failures, `unavailable` while too many sign in at once
 */
export async function checkCredentials(given: unknown, address: string | null): Promise<Account | null> {
  const parsed = z.safeParse(credentials, given);
  if (!parsed.success) return null;
  const { email, password } = parsed.data;
  // Whoever is over the limit takes no place in the queue.
  await refuseThrottled(email, address);
  return passwordTurn(async (verify) => {
    // Asked again now that it is its turn: of a hundred guesses sent at once no more are tried than of a hundred sent
    // one by one, but for those that are being tried right now.
    await refuseThrottled(email, address);
    const account = await findAccountByEmail(email);
    if (await verify(account?.passwordHash ?? null, password)) return account;
    await countFailure(email, address);
    return null;
  });
}
