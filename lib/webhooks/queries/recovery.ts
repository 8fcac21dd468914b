import { queryOptions, useQuery } from '@tanstack/react-query';
import type { IncidentDto } from '@/lib/webhooks/dtos';
import type { StartResendInput } from '@/lib/webhooks/schemas';
import { deliverySearch } from './delivery-filters';
import { fetchJson } from './fetch-json';

/** While a job runs its progress shall move; an outage is told soon after it begins. */
const POLL_JOB_MS = 1000;
const POLL_MS = 5000;
const POLL_INCIDENTS_MS = 15_000;

/** What did not reach a webhook's system, and how far sending it again is. */
export function recoveryQuery(webhookId: string) {
  return queryOptions({
    queryKey: ['recovery', webhookId] as const,
    queryFn: ({ signal }) => fetchJson(`/api/webhooks/${webhookId}/recovery`, 'recovery', signal),
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.job?.state === 'running' ? POLL_JOB_MS : POLL_MS),
  });
}

export function useRecovery(webhookId: string) {
  return useQuery(recoveryQuery(webhookId));
}

/** How many deliveries a resend would take; asked each time, as the number stands beside a decision. */
export function useResendCount(webhookId: string, input: StartResendInput, enabled: boolean) {
  return useQuery({
    queryKey: ['resend count', webhookId, input] as const,
    queryFn: ({ signal }) =>
      fetchJson(`/api/webhooks/${webhookId}/resend?${deliverySearch(input)}`, 'resendCount', signal),
    staleTime: 0,
    enabled,
  });
}

/** The webhooks of the organisation of which nothing arrives now. `initial` is what the server wrote into the page. */
export function useIncidents(enabled: boolean, initial: IncidentDto[]) {
  return useQuery({
    queryKey: ['incidents'] as const,
    queryFn: async ({ signal }) => (await fetchJson('/api/incidents', 'incidents', signal)).items,
    initialData: initial,
    refetchInterval: POLL_INCIDENTS_MS,
    enabled,
  });
}
