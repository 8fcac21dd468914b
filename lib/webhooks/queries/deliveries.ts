import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import * as z from 'zod/mini';
import { type DeliveryDto, type DeliveryQuery, deliveryDto, type Page } from '@/lib/webhooks/schemas';
import { fetchJson } from './fetch-json';
import { showWaitingRows, updateKnownRows, waitingRows } from './live-deliveries';

type Shown = InfiniteData<Page<DeliveryDto>, string | null>;

export type DeliveryFilters = Pick<DeliveryQuery, 'status' | 'event' | 'q'>;

const answer = z.object({ items: z.array(deliveryDto), next_cursor: z.nullable(z.string()) });

/** Often enough that a delivery seems to arrive by itself, at one indexed read each. */
const POLL_MS = 3000;
const PAGE_SIZE = 50;
/** The most that the API hands out at once; rows further down are as old as when they were loaded. */
const FRESHEST_MAX = 100;

function deliveriesPath(webhookId: string, query: DeliveryQuery): string {
  const given = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [[key, String(value)]],
  );
  return `/api/webhooks/${webhookId}/deliveries?${new URLSearchParams(given)}`;
}

/** To be invalidated when there may be news: the next poll then comes at once, and what is shown stays where it is. */
export function freshestDeliveriesKey(webhookId: string) {
  return ['freshest deliveries', webhookId] as const;
}

function deliveryPagesKey(webhookId: string) {
  return ['deliveries', webhookId] as const;
}

/** Takes over what became of one delivery wherever it is shown, and leaves every row at its place. */
export function replaceDelivery(client: QueryClient, delivery: DeliveryDto): void {
  const page = { items: [delivery], next_cursor: null };
  client.setQueriesData<Shown>(
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
          ...filters,
          limit: PAGE_SIZE,
          ...(pageParam === null ? {} : { cursor: pageParam }),
        }),
        answer,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

function freshestDeliveriesQuery(webhookId: string, filters: DeliveryFilters, limit: number) {
  return queryOptions({
    queryKey: [...freshestDeliveriesKey(webhookId), filters, limit] as const,
    queryFn: ({ signal }) => fetchJson(deliveriesPath(webhookId, { ...filters, limit }), answer, signal),
    refetchInterval: POLL_MS,
    staleTime: 0,
  });
}

const EMPTY: Page<DeliveryDto> = { items: [], next_cursor: null };

/**
 * A webhook's history, live while the page is visible: known rows change in place, new ones wait until `showWaiting`.
 * Over an empty list there is nothing to move, so they show at once.
 */
export function useDeliveries(webhookId: string, { status, event, q }: DeliveryFilters) {
  const client = useQueryClient();
  const query = useMemo(
    () => deliveriesQuery(webhookId, { status, event, q }),
    [webhookId, status, event, q],
  );
  const pages = useInfiniteQuery(query);
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const freshest = useQuery({
    ...freshestDeliveriesQuery(
      webhookId,
      { status, event, q },
      rows.length > PAGE_SIZE ? FRESHEST_MAX : PAGE_SIZE,
    ),
    enabled: pages.isSuccess,
  });
  const isEmpty = pages.isSuccess && rows.length === 0;

  useEffect(() => {
    const fresh = freshest.data;
    if (!fresh) return;
    client.setQueryData<Shown>(query.queryKey, (shown) => {
      const next = shown && (isEmpty ? showWaitingRows(shown, fresh) : updateKnownRows(shown, fresh));
      // Undefined leaves the entry alone, so that a poll without news renders nothing.
      return next === shown ? undefined : next;
    });
  }, [client, query, freshest.data, isEmpty]);

  return {
    pages,
    rows,
    waiting: isEmpty ? { rows: [], beyond: false } : waitingRows(rows, freshest.data ?? EMPTY),
    showWaiting: () => {
      const fresh = freshest.data;
      if (fresh)
        client.setQueryData<Shown>(query.queryKey, (shown) => shown && showWaitingRows(shown, fresh));
    },
    /** The history is shown, but may be out of date: the last poll was not answered. */
    isStale: freshest.isError,
  };
}
