import { describe, expect, it } from 'vitest';
import { type AttemptTrigger, DELIVERY_STATUSES, type DeliveryStatus } from './delivery-state';
import { canResend, nextAttempt } from './next-attempt';

const AT = '2026-11-24T14:35:20.000Z';
const delivery = (
  triggers: AttemptTrigger[],
  change: { status?: DeliveryStatus; next_attempt_at?: string | null } = {},
) => ({
  status: 'failure' as const,
  next_attempt_at: AT,
  attempt_count: triggers.length,
  attempts: triggers.map((trigger) => ({ trigger })),
  ...change,
});

describe('nextAttempt', () => {
  it('numbers the attempt to come, and says how many the schedule has after it', () => {
    expect(nextAttempt(delivery(['event', 'retry']), 10)).toEqual({
      kind: 'scheduled',
      at: AT,
      number: 3,
      left: 7,
    });
  });

  it('numbers resends too, as the receiver does, while they leave the schedule where it was', () => {
    expect(nextAttempt(delivery(['event', 'retry', 'resend']), 10)).toMatchObject({ number: 4, left: 7 });
  });

  it('takes the sending of a held delivery for the first attempt of the schedule', () => {
    expect(nextAttempt(delivery(['resend']), 10)).toMatchObject({ number: 2, left: 8 });
  });

  it('says of the last one that none is left, also of a schedule that was shortened meanwhile', () => {
    expect(nextAttempt(delivery(['event', 'retry']), 3)).toMatchObject({ number: 3, left: 0 });
    expect(nextAttempt(delivery(['event', 'retry']), 2)).toMatchObject({ number: 3, left: 0 });
  });

  it('does not promise a retry where none will come', () => {
    expect(nextAttempt(delivery(['event', 'retry'], { next_attempt_at: null }), 10)).toEqual({
      kind: 'none',
    });
  });

  it.each([
    ['success', 'done'],
    ['held', 'held'],
    ['pending', 'now'],
  ] as const)('%s: %s', (status, kind) => {
    expect(nextAttempt(delivery([], { status, next_attempt_at: null }), 10)).toEqual({ kind });
  });
});

describe('canResend', () => {
  it('lets through what did not arrive', () => {
    expect(DELIVERY_STATUSES.filter(canResend)).toEqual(['failure', 'timeout', 'held']);
  });
});
