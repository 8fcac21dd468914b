import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type { StatsWindow } from '@/lib/webhooks/schemas';
import { fetchJson } from './fetch-json';

/** Each asking walks the window, so it is not asked more often than its figures tell something new. */
const POLL_MS = 60_000;

/** Of all windows of a webhook. */
export function statsKey(webhookId: string) {
  return ['stats', webhookId] as const;
}

/** What became of a webhook's deliveries in a window of time, by full hours and days of a zone; tests not counted. */
export function statsQuery(webhookId: string, window: StatsWindow, timeZone: string) {
  return queryOptions({
    queryKey: [...statsKey(webhookId), window, timeZone] as const,
    queryFn: ({ signal }) =>
      fetchJson(
        `/api/webhooks/${webhookId}/stats?${new URLSearchParams({ window, time_zone: timeZone })}`,
        'stats',
        signal,
      ),
    staleTime: POLL_MS,
    refetchInterval: POLL_MS,
    // Another window takes the place of the last one when it is there.
    placeholderData: keepPreviousData,
  });
}

export function useStats(webhookId: string, window: StatsWindow, timeZone: string) {
  return useQuery(statsQuery(webhookId, window, timeZone));
}
