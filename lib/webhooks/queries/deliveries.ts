import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import type { DeliveryDto, Page } from '@/lib/webhooks/dtos';
import type { DeliveryQuery } from '@/lib/webhooks/schemas';
import { type DeliveryFilters, deliveryQueryOf, deliverySearch } from './delivery-filters';
import { fetchJson } from './fetch-json';
import { freshestDeliveriesKey } from './freshest-deliveries-key';
import { updateKnownRows } from './live-deliveries';

export type ShownDeliveries = InfiniteData<Page<DeliveryDto>, string | null>;

/** Often enough that a delivery seems to arrive by itself, at one indexed read each. */
const POLL_MS = 3000;
const PAGE_SIZE = 50;
/** The most that the API hands out at once; rows further down are as old as when they were loaded. */
const FRESHEST_MAX = 100;

function deliveriesPath(webhookId: string, query: DeliveryQuery): string {
  return `/api/webhooks/${webhookId}/deliveries?${deliverySearch(query)}`;
}

function deliveryPagesKey(webhookId: string) {
  return ['deliveries', webhookId] as const;
}

/** Takes over what became of one delivery wherever it is shown, and leaves every row at its place. */
export function replaceDelivery(client: QueryClient, delivery: DeliveryDto): void {
  const page = { items: [delivery], next_cursor: null };
  client.setQueriesData<ShownDeliveries>(
    { queryKey: deliveryPagesKey(delivery.webhook_id) },
    (shown) => shown && updateKnownRows(shown, page),
  );
}

/** The pages that were loaded. They never change by being asked again, only by {@link freshestDeliveriesQuery}. */
export function deliveriesQuery(webhookId: string, filters: DeliveryFilters) {
  return infiniteQueryOptions({
    queryKey: [...deliveryPagesKey(webhookId), filters] as const,
    queryFn: ({ pageParam, signal }): Promise<Page<DeliveryDto>> =>
      fetchJson(
        deliveriesPath(webhookId, {
          ...deliveryQueryOf(filters, new Date()),
          limit: PAGE_SIZE,
          ...(pageParam === null ? {} : { cursor: pageParam }),
        }),
        'deliveries',
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** The top of the history as it is now, asked again and again; `shown` rows are on the screen. */
export function freshestDeliveriesQuery(webhookId: string, filters: DeliveryFilters, shown: number) {
  const limit = shown > PAGE_SIZE ? FRESHEST_MAX : PAGE_SIZE;
  return queryOptions({
    queryKey: [...freshestDeliveriesKey(webhookId), filters, limit] as const,
    queryFn: ({ signal }) =>
      fetchJson(
        deliveriesPath(webhookId, { ...deliveryQueryOf(filters, new Date()), limit }),
        'deliveries',
        signal,
      ),
    refetchInterval: POLL_MS,
    staleTime: POLL_MS,
  });
}
