import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import type { DeliveryDetailDto } from '@/lib/webhooks/dtos';
import { deliveryQuery } from './delivery';

const IDLE = { status: 'failure', next_attempt_at: null, being_sent: false } as DeliveryDetailDto;

/** In how many milliseconds a page that shows the delivery asks for it again; false: never. */
function asksAgainIn(delivery: Partial<DeliveryDetailDto>): number | false | undefined {
  const client = new QueryClient();
  const { queryKey, refetchInterval } = deliveryQuery('d');
  client.setQueryData(queryKey, { ...IDLE, ...delivery });
  const query = new QueryObserver(client, { queryKey }).getCurrentQuery();
  return typeof refetchInterval === 'function' ? refetchInterval(query as never) : refetchInterval;
}

describe('a delivery that is shown', () => {
  it('is asked for again while something is going to happen to it', () => {
    expect(asksAgainIn({ status: 'pending' })).toBe(2000);
    expect(asksAgainIn({ next_attempt_at: '2026-11-24T12:00:00.000Z' })).toBe(5000);
  });

  it.each(['failure', 'timeout', 'success', 'held'] as const)(
    'is so too while somebody resends one of status %s, of which the end is still to be shown',
    (status) => expect(asksAgainIn({ status, being_sent: true })).toBe(2000),
  );

  it.each(['failure', 'timeout', 'success', 'held'] as const)(
    'is not where nothing follows by itself (%s)',
    (status) => expect(asksAgainIn({ status })).toBe(false),
  );
});
