/** Share of a delay by which it is spread, both ways, so that what failed together does not come back together. */
const JITTER = 0.2;
/** Contract: a receiver's Retry-After counts up to here, in milliseconds. */
export const RETRY_AFTER_MAX_MS = 24 * 60 * 60 * 1000;

/** Statuses whose Retry-After is heeded. */
const HEEDED: readonly number[] = [429, 503];

/**
 * Milliseconds from now until the automatic attempt after the `made`-th one, null when none is left.
 *
 * `schedule` is in seconds (DELIVERY_RETRY_SCHEDULE): its first entry follows the first attempt. `random` gives
 * numbers from 0 up to 1. `retryAfterMs` is what the receiver asked for: never sooner than that, and the schedule
 * still decides whether there is another attempt at all.
 */
export function retryDelay(
  schedule: readonly number[],
  made: number,
  random: () => number,
  retryAfterMs: number | null = null,
): number | null {
  const seconds = schedule[made - 1];
  if (seconds === undefined) return null;
  const spread = 1 + JITTER * (2 * random() - 1);
  return Math.round(Math.max(seconds * 1000 * spread, Math.min(retryAfterMs ?? 0, RETRY_AFTER_MAX_MS)));
}

// RFC 9110, 5.6.7: the one format that is generated today, and the two that recipients must still accept.
const HTTP_DATE =
  /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT|[A-Z][a-z]+day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}/;
/** Several lines of a header come as one, with commas between; a date has a comma of its own. */
const VALUES = new RegExp(`(?<=^|,) *(?:(\\d+)|(${HTTP_DATE.source})) *(?=,|$)`, 'g');

/**
 * What a Retry-After header asks for, in milliseconds from `now`, at most 24 h: seconds or an HTTP date (RFC 9110,
 * 10.2.3). Of several the longest, as the receiver and what stands in front of it may each have asked. Null when the
 * status is not one that it is heeded on, or when it is absent, unreadable or in the past.
 */
export function retryAfter(status: number, header: string | undefined, now: Date): number | null {
  if (!header || !HEEDED.includes(status)) return null;
  let longest = 0;
  for (const [, seconds, date = ''] of header.matchAll(VALUES)) {
    const wait =
      seconds === undefined
        ? Date.parse(date.endsWith('GMT') ? date : `${date} GMT`) - now.getTime()
        : Number(seconds) * 1000;
    if (wait > longest) longest = wait;
  }
  return longest > 0 ? Math.min(longest, RETRY_AFTER_MAX_MS) : null;
}
