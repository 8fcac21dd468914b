import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { DELIVERY_STATUSES } from '@/lib/webhooks/core/delivery-state';
import { EVENT_NAMES } from '@/lib/webhooks/core/event-catalogue';
import type { DeliveryFilters } from '@/lib/webhooks/queries/deliveries';

/** The filters of the history in the address, read alike by server and browser. Anything else there counts as not given. */
export const deliveryFilterParams = {
  status: parseAsStringLiteral(DELIVERY_STATUSES),
  event: parseAsStringLiteral(EVENT_NAMES),
  q: parseAsString,
};

/** Reads them from a page's `searchParams`. */
export const loadDeliveryFilters = createLoader(deliveryFilterParams);

/** What the address says as a question to the API: absent instead of null. */
export function filtersOf(params: {
  status: DeliveryFilters['status'] | null;
  event: DeliveryFilters['event'] | null;
  q: string | null;
}): DeliveryFilters {
  const q = params.q?.trim().slice(0, 256);
  return {
    ...(params.status && { status: params.status }),
    ...(params.event && { event: params.event }),
    ...(q && { q }),
  };
}
