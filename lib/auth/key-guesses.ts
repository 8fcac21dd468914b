import { createHash } from 'node:crypto';
import { AppError } from '@/lib/errors';
import { CLIENT_ADDRESS_HEADER } from '@/lib/http/client-address';
import { networkOf } from '@/lib/http/network';
import { type Bucket, type Quota, takeTokens } from '@/lib/webhooks/core/token-bucket';

/**
 * Keys are too long to be guessed, but each one that nobody knows costs a question to the database. So many of them are
 * looked up for a network and in all, and no more; whoever has a key that was right before is asked about in any case.
 * In each process by itself: what it spares is that process's connections, and a shared counter would be one more question.
 */

/** A script with a revoked key asks once a second for as long as nobody mends it. */
const PER_NETWORK: Quota = { perSecond: 1, burst: 100 };
/** However many networks they come from. */
const IN_ALL: Quota = { perSecond: 50, burst: 500 };
const REMEMBERED_MAX = 10_000;
const ALL = 'all';

interface State {
  /** SHA-256 of keys that were right, the one that was so longest ago first. */
  right: Set<string>;
  /** What is being looked up, by the SHA-256 of the key. */
  asking: Map<string, Promise<unknown>>;
  buckets: Map<string, Bucket>;
}

/** On globalThis, as Next bundles route handlers apart. */
const holder = globalThis as typeof globalThis & { __vokiKeyGuesses?: State };

function state(): State {
  holder.__vokiKeyGuesses ??= { right: new Set(), asking: new Map(), buckets: new Map() };
  return holder.__vokiKeyGuesses;
}

/**
 * What `lookUp` finds for the key `token`, unless too many that were none came from there lately. Requests with one key
 * that come together share one look-up: a caller of many connections counts once when this process has just begun.
 * @param lookUp answers null for a key that is none; it is asked at most once
 * @throws AppError `rate_limited`
 */
export function lookUpKey<T>(
  request: Request,
  token: string,
  lookUp: () => Promise<T | null>,
): Promise<T | null> {
  const { asking } = state();
  const digest = createHash('sha256').update(token, 'utf8').digest('base64');
  const asked = asking.get(digest) as Promise<T | null> | undefined;
  if (asked) return asked;
  const answer = ask(request, digest, lookUp).finally(() => asking.delete(digest));
  asking.set(digest, answer);
  return answer;
}

async function ask<T>(request: Request, digest: string, lookUp: () => Promise<T | null>): Promise<T | null> {
  const { right } = state();
  const wasRight = right.has(digest);
  const address = request.headers.get(CLIENT_ADDRESS_HEADER);
  const subjects: [string, Quota][] = [
    ...(address === null ? [] : [[networkOf(address), PER_NETWORK] as [string, Quota]]),
    [ALL, IN_ALL],
  ];
  // Taken before it is known what the key is: many at once are not to pass together.
  if (!wasRight) take(subjects);
  let isWrong = false;
  try {
    const found = await lookUp();
    isWrong = found === null;
    if (found !== null) remember(right, digest);
    return found;
  } finally {
    if (isWrong) right.delete(digest);
    else if (!wasRight) giveBack(subjects);
  }
}

function remember(right: Set<string>, digest: string): void {
  right.delete(digest);
  right.add(digest);
  const [oldest] = right;
  if (right.size > REMEMBERED_MAX && oldest !== undefined) right.delete(oldest);
}

function take(subjects: readonly [string, Quota][]): void {
  const { buckets } = state();
  const now = performance.now();
  const taken = subjects.map(([subject, quota]) => takeTokens(buckets.get(subject) ?? null, 1, now, quota));
  const refused = taken.find(({ granted }) => !granted);
  if (refused)
    throw new AppError('rate_limited', { key: 'keys_throttled', retryAfterSeconds: refused.waitSeconds });
  for (const [index, [subject]] of subjects.entries()) {
    const { bucket } = taken[index] ?? {};
    if (!bucket) continue;
    buckets.delete(subject);
    buckets.set(subject, bucket);
  }
  // The one that took longest ago has filled up again, or nearly.
  const [oldest] = buckets.keys();
  if (buckets.size > REMEMBERED_MAX && oldest !== undefined) buckets.delete(oldest);
}

function giveBack(subjects: readonly [string, Quota][]): void {
  const { buckets } = state();
  for (const [subject, { burst }] of subjects) {
    const bucket = buckets.get(subject);
    if (bucket) buckets.set(subject, { ...bucket, tokens: Math.min(burst, bucket.tokens + 1) });
  }
}
