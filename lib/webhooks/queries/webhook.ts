import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { fetchJson } from './fetch-json';

/** One webhook; the server prefetches it under this key. */
export function webhookQuery(webhookId: string) {
  return queryOptions({
    queryKey: ['webhook', webhookId],
    queryFn: ({ signal }) => fetchJson(`/api/webhooks/${webhookId}`, 'webhook', signal),
  });
}

export function useWebhook(webhookId: string) {
  return useSuspenseQuery(webhookQuery(webhookId));
}
