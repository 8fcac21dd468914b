import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { type Bucket, type Quota, rateLimitHeaders, takeTokens } from '@/lib/webhooks/core/token-bucket';
import type { AnswerHeaders } from './intake';

/** Contract: a batch has at most so many events. */
export const BATCH_MAX_EVENTS = 1000;

/** On globalThis, as Next bundles route handlers apart. By the id of the key: as many as keys were ever used here. */
const holder = globalThis as typeof globalThis & { __vokiIntakeBuckets?: Map<string, Bucket> };

/** What one ingest key may post in this process: INTAKE_RATE_LIMIT, and at once what comes in a second, or one batch. */
function quota(): Quota {
  const perSecond = env().INTAKE_RATE_LIMIT;
  return { perSecond, burst: perSecond };
}

/**
 * Takes room for `events` from the key's quota, and writes into `headers` what is left of it.
 * @throws AppError `rate_limited` with the wait, when there is not room for all of them
 */
export function spendQuota(keyId: string, events: number, headers: AnswerHeaders): void {
  holder.__vokiIntakeBuckets ??= new Map();
  const buckets = holder.__vokiIntakeBuckets;
  const policy = quota();
  const taken = takeTokens(buckets.get(keyId) ?? null, events, performance.now(), policy);
  buckets.set(keyId, taken.bucket);
  Object.assign(headers, rateLimitHeaders('events', taken.left, policy));
  if (!taken.granted) throw new AppError('rate_limited', { retryAfterSeconds: taken.waitSeconds });
}
