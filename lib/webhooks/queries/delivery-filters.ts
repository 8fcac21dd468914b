import type { DeliveryQuery, StartResendInput } from '@/lib/webhooks/schemas';

/** Times that move on with the clock, in hours. */
export const PERIODS = { '1h': 1, '24h': 24, '7d': 7 * 24, '30d': 30 * 24 } as const;
export type Period = keyof typeof PERIODS;

/** What the history is filtered by. `period` counts back from now; `since` and `until` (ISO times) stand still. */
export type DeliveryFilters = Pick<DeliveryQuery, 'status' | 'event' | 'test' | 'since' | 'until' | 'q'> & {
  period?: Period | undefined;
};

/** The filters as the API takes them at the moment `now`. A fixed beginning outranks a period. */
export function deliveryQueryOf({ period, ...filters }: DeliveryFilters, now: Date): DeliveryQuery {
  if (!period || filters.since) return filters;
  return { ...filters, since: new Date(now.getTime() - PERIODS[period] * 3_600_000).toISOString() };
}

/** As the query string of the API. */
export function deliverySearch(query: Record<string, string | number | boolean | undefined>): string {
  const given = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [[key, String(value)]],
  );
  return String(new URLSearchParams(given));
}

/** What of the filters a resend of many takes; null where they name something else, as a single call. */
export function resendInputOf(filters: DeliveryFilters, now: Date): StartResendInput | null {
  const { status, event, test, q, since, until } = deliveryQueryOf(filters, now);
  if (q || test || !status || status === 'success' || status === 'pending') return null;
  return { status, ...(event && { event }), ...(since && { since }), ...(until && { until }) };
}
