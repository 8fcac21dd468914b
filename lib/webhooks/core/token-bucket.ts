/** What a caller may take: `perSecond` tokens in the long run, `burst` at once after a pause. */
export interface Quota {
  perSecond: number;
  burst: number;
}

/** A caller's tokens as they stood at `at`. Full at first; below zero after a wish for more than a full one holds. */
export interface Bucket {
  tokens: number;
  /** Of a clock that never goes back, in milliseconds. */
  at: number;
}

/** What became of a wish for tokens: all of them or none. */
export interface Taken {
  granted: boolean;
  bucket: Bucket;
  /** Tokens that are left now. */
  left: number;
  /** Seconds until as many could be had; 0 when they were granted. */
  waitSeconds: number;
}

/**
 * Takes `count` tokens, or none when there are not as many. More than a full bucket holds is granted by a full one, and
 * owed: what comes together can be had at any rate, and then the caller waits for as long as it was worth.
 * @param before as the last call left it; null for a caller who took none yet
 * @param now of the same clock as `before.at`, in milliseconds
 */
export function takeTokens(before: Bucket | null, count: number, now: number, quota: Quota): Taken {
  const { perSecond, burst } = quota;
  const bucket = before ?? { tokens: burst, at: now };
  const tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
  const needed = Math.min(count, burst);
  if (needed <= tokens) {
    const left = tokens - count;
    return { granted: true, bucket: { tokens: left, at: now }, left, waitSeconds: 0 };
  }
  return { granted: false, bucket, left: tokens, waitSeconds: (needed - tokens) / perSecond };
}

/**
 * The headers of draft-ietf-httpapi-ratelimit-headers since its version 08: the policy (`q` tokens in `w` seconds) and
 * what is left of it (`r` tokens, full again in `t` seconds). The window is the time in which an empty bucket fills.
 */
export function rateLimitHeaders(name: string, left: number, quota: Quota): Record<string, string> {
  const { perSecond, burst } = quota;
  const seconds = (missing: number) => Math.ceil(missing / perSecond);
  return {
    'ratelimit-policy': `"${name}";q=${burst};w=${seconds(burst)}`,
    ratelimit: `"${name}";r=${Math.max(Math.floor(left), 0)};t=${seconds(burst - left)}`,
  };
}
