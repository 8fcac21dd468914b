import { queryOptions, useQuery } from '@tanstack/react-query';
import type { RotationDto } from '@/lib/webhooks/dtos';
import { fetchJson } from './fetch-json';

/** While two secrets are in force, the receiver may accept the new one at any moment. */
const POLL_MS = 5000;
/** Else somebody may make a new one elsewhere, and what is shown here is the old one then. */
const POLL_IDLE_MS = 15_000;

/** The answer, or what a page knows that has just changed the secret itself: all of it but the id. */
type KnownRotation = Omit<RotationDto, 'secret_id'> & { secret_id: string | null };

/** Whether a new secret is being introduced, and whether another one than before is the newest. */
export function rotationQuery(webhookId: string) {
  return queryOptions({
    queryKey: ['rotation', webhookId] as const,
    queryFn: ({ signal }): Promise<KnownRotation> =>
      fetchJson(`/api/webhooks/${webhookId}/secret/rotate`, 'rotation', signal),
    // Whoever comes back to the page may have been away to make a new one.
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.previous_expires_at ? POLL_MS : POLL_IDLE_MS),
  });
}

export function useRotation(webhookId: string) {
  return useQuery(rotationQuery(webhookId));
}
