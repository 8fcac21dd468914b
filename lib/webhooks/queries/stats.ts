import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type { StatsWindow } from '@/lib/webhooks/schemas';
import { fetchJson } from './fetch-json';

/** Each asking walks the window, so it is not asked more often than its figures tell something new. */
const POLL_MS = 60_000;

/** What became of a webhook's deliveries in a window of time, tests not counted. */
export function statsQuery(webhookId: string, window: StatsWindow) {
  return queryOptions({
    queryKey: ['stats', webhookId, window] as const,
    queryFn: ({ signal }) => fetchJson(`/api/webhooks/${webhookId}/stats?window=${window}`, 'stats', signal),
    staleTime: POLL_MS,
    refetchInterval: POLL_MS,
    // Another window takes the place of the last one when it is there.
    placeholderData: keepPreviousData,
  });
}

export function useStats(webhookId: string, window: StatsWindow) {
  return useQuery(statsQuery(webhookId, window));
}
