import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { webhookDto } from '@/lib/webhooks/schemas';
import { fetchJson } from './fetch-json';

/** One webhook; the server prefetches it under this key. */
export function webhookQuery(webhookId: string) {
  return queryOptions({
    queryKey: ['webhook', webhookId],
    queryFn: ({ signal }) => fetchJson(`/api/webhooks/${webhookId}`, webhookDto, signal),
  });
}

export function useWebhook(webhookId: string) {
  return useSuspenseQuery(webhookQuery(webhookId));
}
