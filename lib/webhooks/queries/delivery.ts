import { queryOptions, useQuery } from '@tanstack/react-query';
import type { DeliveryDetailDto } from '@/lib/webhooks/dtos';
import { fetchJson } from './fetch-json';

/** While an attempt runs, its end shall show as it happens; while one is scheduled, soon after. */
const POLL_PENDING_MS = 2000;
const POLL_SCHEDULED_MS = 5000;

function pollInterval(delivery: DeliveryDetailDto | undefined): number | false {
  if (delivery?.status === 'pending' || delivery?.being_sent) return POLL_PENDING_MS;
  return delivery?.next_attempt_at ? POLL_SCHEDULED_MS : false;
}

/** One delivery with its attempts, asked again for as long as something is going to happen to it. */
export function deliveryQuery(deliveryId: string) {
  return queryOptions({
    queryKey: ['delivery', deliveryId],
    queryFn: ({ signal }) => fetchJson(`/api/deliveries/${deliveryId}`, 'delivery', signal),
    refetchInterval: (query) => pollInterval(query.state.data),
  });
}

export function useDelivery(deliveryId: string) {
  return useQuery(deliveryQuery(deliveryId));
}
