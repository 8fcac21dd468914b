import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { type StatsWindow, statsWindow } from '@/lib/webhooks/schemas';
import { fetchJson } from './fetch-json';

const ms = z.nullable(z.int());
const answer = z.object({
  window: statsWindow,
  total: z.int(),
  by_status: z.object({
    pending: z.int(),
    success: z.int(),
    failure: z.int(),
    timeout: z.int(),
    held: z.int(),
  }),
  waiting: z.int(),
  success_rate: z.nullable(z.number()),
  latency_p50_ms: ms,
  latency_p95_ms: ms,
  buckets: z.array(
    z.object({
      start: z.string(),
      success: z.int(),
      failure: z.int(),
      timeout: z.int(),
      latency_p50_ms: ms,
      latency_p95_ms: ms,
    }),
  ),
});

/** Each asking walks the window, so it is not asked more often than its figures tell something new. */
const POLL_MS = 60_000;

/** What became of a webhook's deliveries in a window of time, tests not counted. */
export function statsQuery(webhookId: string, window: StatsWindow) {
  return queryOptions({
    queryKey: ['stats', webhookId, window] as const,
    queryFn: ({ signal }) => fetchJson(`/api/webhooks/${webhookId}/stats?window=${window}`, answer, signal),
    staleTime: POLL_MS,
    refetchInterval: POLL_MS,
    // Another window takes the place of the last one when it is there.
    placeholderData: keepPreviousData,
  });
}

export function useStats(webhookId: string, window: StatsWindow) {
  return useQuery(statsQuery(webhookId, window));
}
