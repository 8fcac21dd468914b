'use client';

import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { DeliveryDto, Page } from '@/lib/webhooks/dtos';
import { deliveriesQuery, freshestDeliveriesQuery, type ShownDeliveries } from './deliveries';
import type { DeliveryFilters } from './delivery-filters';
import { preloadChecks } from './fetch-json';
import { showWaitingRows, updateKnownRows, waitingRows } from './live-deliveries';

const EMPTY: Page<DeliveryDto> = { items: [], next_cursor: null };

/**
 * A webhook's history, live while the page is visible: known rows change in place, new ones wait until `showWaiting`.
 * Over an empty list there is nothing to move, so they show at once. Other filters leave the rows where they are until
 * theirs are there.
 */
export function useDeliveries(webhookId: string, given: DeliveryFilters) {
  const client = useQueryClient();
  const { status, event, test, period, since, until, q } = given;
  const filters = useMemo(
    () => ({ status, event, test, period, since, until, q }),
    [status, event, test, period, since, until, q],
  );
  const query = useMemo(() => deliveriesQuery(webhookId, filters), [webhookId, filters]);
  const pages = useInfiniteQuery({ ...query, placeholderData: keepPreviousData });
  const isWaiting = pages.isPlaceholderData;
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const first = isWaiting ? undefined : pages.data?.pages[0];
  const [rowsOf, setRowsOf] = useState(filters);
  if (!isWaiting && rowsOf !== filters) setRowsOf(filters);
  const freshest = useQuery({
    ...freshestDeliveriesQuery(webhookId, filters, rows.length),
    enabled: pages.isSuccess && !isWaiting,
    // What was just loaded is the freshest that there is; the first poll comes when it is due.
    ...(first && { initialData: first, initialDataUpdatedAt: pages.dataUpdatedAt }),
  });
  const isEmpty = pages.isSuccess && !isWaiting && rows.length === 0;

  // The first poll brings it in seconds; a filter that is chosen before should not have to wait for it.
  useEffect(preloadChecks, []);

  useEffect(() => {
    const fresh = freshest.data;
    if (!fresh) return;
    client.setQueryData<ShownDeliveries>(query.queryKey, (shown) => {
      const next = shown && (isEmpty ? showWaitingRows(shown, fresh) : updateKnownRows(shown, fresh));
      // Undefined leaves the entry alone, so that a poll without news renders nothing.
      return next === shown ? undefined : next;
    });
  }, [client, query, freshest.data, isEmpty]);

  return {
    pages,
    rows,
    /** The filters that found `rows`. The same object for as long as they are the same. */
    rowsOf,
    /** `rows` are still those of the filters before. */
    isWaiting,
    /** Asks already while the address is on its way to name these filters. */
    prefetch: useCallback(
      (next: DeliveryFilters) => void client.prefetchInfiniteQuery(deliveriesQuery(webhookId, next)),
      [client, webhookId],
    ),
    waiting: isEmpty ? { rows: [], beyond: false } : waitingRows(rows, freshest.data ?? EMPTY),
    showWaiting: () => {
      const fresh = freshest.data;
      if (fresh)
        client.setQueryData<ShownDeliveries>(
          query.queryKey,
          (shown) => shown && showWaitingRows(shown, fresh),
        );
    },
    /** The history is shown, but may be out of date: the last poll was not answered. */
    isStale: freshest.isError,
  };
}
