import { describe, expect, it } from 'vitest';
import { type AttemptTrigger, DELIVERY_STATUSES, type DeliveryStatus } from './delivery-state';
import { canResend, nextAttempt, waitingOf } from './next-attempt';

const AT = '2026-11-24T14:35:20.000Z';
const delivery = (
  triggers: AttemptTrigger[],
  change: { status?: DeliveryStatus; next_attempt_at?: string | null; being_sent?: boolean } = {},
) => ({
  status: 'failure' as const,
  next_attempt_at: AT,
  being_sent: false,
  attempt_count: triggers.length,
  attempts: triggers.map((trigger) => ({ trigger })),
  ...change,
});
const at = (seconds: number) => new Date(Date.parse(AT) + seconds * 1000);
const BEFORE = { now: at(-1), pausedUntil: null };

describe('waitingOf', () => {
  const waiting = (seconds: number, pausedFor: number | null = null, of = delivery(['event'])) =>
    waitingOf(of, { now: at(seconds), pausedUntil: pausedFor === null ? null : at(pausedFor).toISOString() });

  it('tells a time only while it is to come; then the turn', () => {
    expect(waiting(-1)).toBe('scheduled');
    expect(waiting(0)).toBe('turn');
    expect(waiting(90)).toBe('turn');
  });

  it('tells of the pause what would be due in it, and the time of what comes after', () => {
    expect(waiting(90, 120)).toBe('paused');
    expect(waiting(-30, 60)).toBe('paused');
    expect(waiting(-90, -30)).toBe('scheduled');
  });

  it('goes on with the pause until the single attempt has told how it went', () => {
    expect(waiting(90, 60)).toBe('paused');
  });

  it('says that it is being sent only of what is', () => {
    const fresh = delivery([], { status: 'pending' });
    expect(waiting(1, null, fresh)).toBe('turn');
    expect(waiting(1, 60, fresh)).toBe('paused');
    expect(waiting(1, 60, { ...fresh, being_sent: true })).toBe('now');
    expect(waiting(-60, null, delivery(['event'], { being_sent: true }))).toBe('now');
  });
});

describe('nextAttempt', () => {
  it('numbers the attempt to come, and says how many the schedule has after it', () => {
    expect(nextAttempt(delivery(['event', 'retry']), 10, BEFORE)).toEqual({
      kind: 'scheduled',
      at: AT,
      number: 3,
      left: 7,
    });
  });

  it('numbers resends too, as the receiver does, while they leave the schedule where it was', () => {
    expect(nextAttempt(delivery(['event', 'retry', 'resend']), 10, BEFORE)).toMatchObject({
      number: 4,
      left: 7,
    });
  });

  it('takes the sending of a held delivery for the first attempt of the schedule', () => {
    expect(nextAttempt(delivery(['resend']), 10, BEFORE)).toMatchObject({ number: 2, left: 8 });
  });

  it('says of the last one that none is left, also of a schedule that was shortened meanwhile', () => {
    expect(nextAttempt(delivery(['event', 'retry']), 3, BEFORE)).toMatchObject({ number: 3, left: 0 });
    expect(nextAttempt(delivery(['event', 'retry']), 2, BEFORE)).toMatchObject({ number: 3, left: 0 });
  });

  it('does not promise a retry where none will come', () => {
    expect(nextAttempt(delivery(['event', 'retry'], { next_attempt_at: null }), 10, BEFORE)).toEqual({
      kind: 'none',
    });
  });

  it.each([
    ['success', 'done'],
    ['held', 'held'],
    ['pending', 'turn'],
  ] as const)('%s: %s', (status, kind) => {
    expect(nextAttempt(delivery([], { status, next_attempt_at: null }), 10, BEFORE)).toEqual({ kind });
  });
});

describe('canResend', () => {
  const resendable = (isPaused: boolean, being_sent = false) =>
    DELIVERY_STATUSES.filter((status) => canResend({ status, being_sent }, isPaused));

  it('lets through what did not arrive', () => {
    expect(resendable(false)).toEqual(['failure', 'timeout', 'held']);
  });

  it('and what is new, where it would have to wait for long', () => {
    expect(resendable(true)).toContain('pending');
    expect(resendable(true, true)).not.toContain('pending');
  });
});
