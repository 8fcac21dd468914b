import { createLoader, parseAsIsoDateTime, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { DELIVERY_STATUSES } from '@/lib/webhooks/core/delivery-state';
import { EVENT_NAMES } from '@/lib/webhooks/core/event-catalogue';
import { isLegible, isStorableTime } from '@/lib/webhooks/core/storable';
import { type DeliveryFilters, PERIODS, type Period } from '@/lib/webhooks/queries/delivery-filters';

export const PERIOD_NAMES = Object.keys(PERIODS) as Period[];
export const DELIVERY_KINDS = ['real', 'test'] as const;

/** The filters of the history in the address, read alike by server and browser. Anything else there counts as not given. */
export const deliveryFilterParams = {
  status: parseAsStringLiteral(DELIVERY_STATUSES),
  event: parseAsStringLiteral(EVENT_NAMES),
  kind: parseAsStringLiteral(DELIVERY_KINDS),
  period: parseAsStringLiteral(PERIOD_NAMES),
  since: parseAsIsoDateTime,
  until: parseAsIsoDateTime,
  q: parseAsString,
};

/** Reads them from a page's `searchParams`. */
export const loadDeliveryFilters = createLoader(deliveryFilterParams);

/** What is in the address; null: not given. */
export interface DeliveryParams {
  status: Exclude<DeliveryFilters['status'], undefined> | null;
  event: Exclude<DeliveryFilters['event'], undefined> | null;
  kind: (typeof DELIVERY_KINDS)[number] | null;
  period: Period | null;
  since: Date | null;
  until: Date | null;
  q: string | null;
}

/** Without any filter. */
export const NO_FILTERS: DeliveryParams = {
  status: null,
  event: null,
  kind: null,
  period: null,
  since: null,
  until: null,
  q: null,
};

const storable = (time: Date | null) => (time && isStorableTime(time.getTime()) ? time : null);

/** What the address says as a question to the API: absent instead of null, and without what could not be asked for. */
export function filtersOf({ status, event, kind, period, q, ...times }: DeliveryParams): DeliveryFilters {
  const text = q && isLegible(q) ? q.trim().slice(0, 256) : null;
  const [since, until] = [storable(times.since), storable(times.until)];
  return {
    ...(status && { status }),
    ...(event && { event }),
    ...(kind && { test: kind === 'test' }),
    ...(period && { period }),
    ...(since && { since: since.toISOString() }),
    ...(until && { until: until.toISOString() }),
    ...(text && { q: text }),
  };
}
