import { countOne, type RateLimit, secondsToWait } from '@/lib/auth/data/rate-limits';
import { AppError } from '@/lib/errors';
import { networkOf } from '@/lib/http/network';

const WINDOW_SECONDS = 15 * 60;

/** Guesses at one account: five in a quarter of an hour are 480 a day, against the 19 MiB and 30 ms that each would cost without. */
const PER_ACCOUNT: RateLimit = { name: 'sign_in_account', points: 5, seconds: WINDOW_SECONDS };
/** One password tried on many accounts; a call centre's people share an address, and some of them mistype. */
const PER_ADDRESS: RateLimit = { name: 'sign_in_address', points: 20, seconds: WINDOW_SECONDS };

/** Whom a sign-in is counted for: the account, whether it exists or not, and where it comes from, if that is known. */
function counters(email: string, address: string | null): [RateLimit, string][] {
  return [
    [PER_ACCOUNT, email.trim().toLowerCase()],
    ...(address === null ? [] : [[PER_ADDRESS, networkOf(address)] as [RateLimit, string]]),
  ];
}

/** Throws AppError `rate_limited` when too many sign-ins to this account, or from this address, failed. */
export async function refuseThrottled(email: string, address: string | null): Promise<void> {
  const waits = await Promise.all(
    counters(email, address).map(([limit, subject]) => secondsToWait(limit, subject)),
  );
  const seconds = Math.max(...waits);
  if (seconds <= 0) return;
  throw new AppError('rate_limited', {
    key: 'sign_in_throttled',
    params: { minutes: Math.ceil(seconds / 60) },
    retryAfterSeconds: seconds,
  });
}

/** Counts a sign-in that failed. Those that succeed count nothing, so people who share an address do not lock each other out. */
export async function countFailure(email: string, address: string | null): Promise<void> {
  await Promise.all(counters(email, address).map(([limit, subject]) => countOne(limit, subject)));
}
