import { AppError } from '@/lib/errors';
import { type Bucket, type Quota, takeTokens } from '@/lib/webhooks/core/token-bucket';
import type { Tenant } from '@/lib/webhooks/data/tenant';

/**
 * Tests and single resends go out at once, past the queue and its caps for a webhook. So many of one organisation, in this
 * process: more than people press and scripts need, too few to wear down whatever system a webhook's address names.
 */
const QUOTA: Quota = { perSecond: 20, burst: 300 };

/** By organisation, so as many as ever asked here. On globalThis, as Next bundles actions and route handlers apart. */
const holder = globalThis as typeof globalThis & { __vokiAttemptBuckets?: Map<string, Bucket> };

/** Takes one attempt that somebody asked for. Throws AppError `rate_limited`. */
export function spendAttempt({ organizationId }: Tenant): void {
  holder.__vokiAttemptBuckets ??= new Map();
  const { granted, bucket, waitSeconds } = takeTokens(
    holder.__vokiAttemptBuckets.get(organizationId) ?? null,
    1,
    performance.now(),
    QUOTA,
  );
  holder.__vokiAttemptBuckets.set(organizationId, bucket);
  if (!granted) throw new AppError('rate_limited', { retryAfterSeconds: waitSeconds });
}
