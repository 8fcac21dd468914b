import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { webhookListItem } from '@/lib/webhooks/schemas';
import { fetchJson } from './fetch-json';

const answer = z.object({ items: z.array(webhookListItem) });

/** Last deliveries and health move by themselves while the list is looked at; each asking is one statement. */
const POLL_MS = 15_000;

/** Every webhook of the organisation with its health; the server prefetches it under this key. */
export function webhooksQuery() {
  return queryOptions({
    queryKey: ['webhooks'],
    refetchInterval: POLL_MS,
    queryFn: async ({ signal }) => (await fetchJson('/api/webhooks', answer, signal)).items,
  });
}

export function useWebhooks() {
  return useSuspenseQuery(webhooksQuery());
}
