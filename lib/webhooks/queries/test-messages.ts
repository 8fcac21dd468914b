import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { fetchJson } from './fetch-json';

/** Somebody looks on and waits for what they just sent. */
const POLL_MS = 2000;

/** What arrived at the organisation's test address; the server prefetches it under this key. */
export function testMessagesQuery() {
  return queryOptions({
    queryKey: ['test messages'],
    refetchInterval: POLL_MS,
    queryFn: async ({ signal }) => (await fetchJson('/api/test-address', 'testMessages', signal)).items,
  });
}

export function useTestMessages() {
  return useSuspenseQuery(testMessagesQuery());
}
