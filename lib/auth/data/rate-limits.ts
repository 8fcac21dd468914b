import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { pool } from '@/lib/db';
import { env } from '@/lib/env';

/** So often in so many seconds, counted from the first time, over all processes. */
export interface RateLimit {
  /** The beginning of its keys in `rate_limits`. */
  name: string;
  points: number;
  seconds: number;
}

/** The limiters of a pool; a pool that is gone takes them along. */
const limiters = new WeakMap<pg.Pool, Map<string, RateLimiterPostgres>>();

function limiter({ name, points, seconds }: RateLimit): RateLimiterPostgres {
  const store = pool();
  const made = limiters.get(store) ?? new Map<string, RateLimiterPostgres>();
  limiters.set(store, made);
  const known = made.get(name);
  if (known) return known;
  const fresh = new RateLimiterPostgres({
    storeClient: store,
    storeType: 'pool',
    tableName: 'rate_limits',
    // By a migration.
    tableCreated: true,
    keyPrefix: name,
    points,
    duration: seconds,
  });
  made.set(name, fresh);
  return fresh;
}

/** Whom a limit counts, unreadable: e-mail and network addresses are personal data, and a dump is to hold none of these. */
function keyOf(subject: string): string {
  return createHmac('sha256', env().AUTH_SECRET).update(subject).digest('base64url');
}

/** Seconds until `subject` may try again; 0: now. Counts nothing. */
export async function secondsToWait(limit: RateLimit, subject: string): Promise<number> {
  const counted = await limiter(limit).get(keyOf(subject));
  if (counted === null || counted.consumedPoints < limit.points) return 0;
  return counted.msBeforeNext / 1000;
}

/** Counts one, and answers the seconds to wait when that is one too many; 0: within the limit. */
export async function countOne(limit: RateLimit, subject: string): Promise<number> {
  try {
    await limiter(limit).consume(keyOf(subject));
    return 0;
  } catch (refused) {
    // What the database says is an Error; a full counter is rejected with its state.
    if (!(refused instanceof RateLimiterRes)) throw refused;
    return refused.msBeforeNext / 1000;
  }
}
