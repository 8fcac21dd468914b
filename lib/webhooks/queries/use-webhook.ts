import { useSuspenseQuery } from '@tanstack/react-query';
import { ApiError } from './fetch-json';
import { webhookQuery } from './webhook';

/** As often as what did not arrive is asked for (recovery.ts), so that the switch and the notices tell the same. */
const POLL_MS = 5000;

/** The webhook of the page as others, and the engine, change it. Apart from its query, as the list needs none of this. */
export function useWebhook(webhookId: string) {
  const { data, error } = useSuspenseQuery({
    ...webhookQuery(webhookId),
    refetchInterval: POLL_MS,
    refetchOnWindowFocus: 'always',
  });
  return {
    data,
    /** It is no longer there; `data` is what was known of it last. */
    isGone: error instanceof ApiError && error.code === 'not_found',
  };
}
