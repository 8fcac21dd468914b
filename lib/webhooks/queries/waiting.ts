import { queryOptions, useQuery } from '@tanstack/react-query';
import { fetchJson } from './fetch-json';

/** How many deliveries of a webhook are still to be sent: what turning it off or deleting it would stop. */
function waitingQuery(webhookId: string) {
  return queryOptions({
    queryKey: ['waiting', webhookId],
    queryFn: async ({ signal }) =>
      (await fetchJson(`/api/webhooks/${webhookId}/stats?window=24h`, 'waiting', signal)).waiting,
    // The number stands beside a decision, so it is asked for each time.
    staleTime: 0,
  });
}

export function useWaiting(webhookId: string) {
  return useQuery(waitingQuery(webhookId));
}
