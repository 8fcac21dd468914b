import { useQuery } from '@tanstack/react-query';
import { recoveryQuery } from './recovery';

/** Until when the webhook makes single attempts only, as whoever asks for its recovery on the same page was told. */
export function usePausedUntil(webhookId: string): string | null {
  const { data } = useQuery({
    ...recoveryQuery(webhookId),
    // Asked for once a page, however many places show it.
    enabled: false,
    select: (recovery) => recovery.paused_until,
  });
  return data ?? null;
}
