import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { fetchJson } from './fetch-json';

/** Last deliveries and health move by themselves while the list is looked at; each asking is one statement. */
const POLL_MS = 15_000;

/** Every webhook of the organisation with its health; the server prefetches it under this key. */
export function webhooksQuery() {
  return queryOptions({
    queryKey: ['webhooks'],
    refetchInterval: POLL_MS,
    queryFn: async ({ signal }) => (await fetchJson('/api/webhooks', 'webhooks', signal)).items,
  });
}

export function useWebhooks() {
  return useSuspenseQuery(webhooksQuery());
}
