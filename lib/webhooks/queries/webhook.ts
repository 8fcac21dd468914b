import { queryOptions } from '@tanstack/react-query';
import { fetchJson } from './fetch-json';
import { webhookKey } from './keep-webhook';

/** One webhook; the server prefetches it under this key. */
export function webhookQuery(webhookId: string) {
  return queryOptions({
    queryKey: webhookKey(webhookId),
    queryFn: ({ signal }) => fetchJson(`/api/webhooks/${webhookId}`, 'webhook', signal),
  });
}
