import { describe, expect, it } from 'vitest';
import { DELIVERY_STATUSES } from './delivery-state';
import { canResend, nextAttempt } from './next-attempt';

const AT = '2026-11-24T14:35:20.000Z';
const attempts = [{ trigger: 'event' }, { trigger: 'retry' }] as const;

describe('nextAttempt', () => {
  it('counts the attempt to come', () => {
    expect(nextAttempt({ status: 'failure', next_attempt_at: AT, attempts }, 10)).toEqual({
      kind: 'scheduled',
      at: AT,
      number: 3,
      of: 10,
    });
  });

  it('does not count resends, which leave the schedule where it was', () => {
    const resent = [...attempts, { trigger: 'resend' }] as const;
    expect(nextAttempt({ status: 'timeout', next_attempt_at: AT, attempts: resent }, 10)).toMatchObject({
      number: 3,
    });
  });

  it('takes the sending of a held delivery for the first attempt', () => {
    expect(
      nextAttempt({ status: 'failure', next_attempt_at: AT, attempts: [{ trigger: 'resend' }] }, 10),
    ).toMatchObject({ number: 2 });
  });

  it('never counts beyond the end of a schedule that was shortened meanwhile', () => {
    expect(nextAttempt({ status: 'failure', next_attempt_at: AT, attempts }, 2)).toMatchObject({
      number: 2,
      of: 2,
    });
  });

  it('does not promise a retry where none will come', () => {
    expect(nextAttempt({ status: 'failure', next_attempt_at: null, attempts }, 10)).toEqual({ kind: 'none' });
  });

  it.each([
    ['success', 'done'],
    ['held', 'held'],
    ['pending', 'now'],
  ] as const)('%s: %s', (status, kind) => {
    expect(nextAttempt({ status, next_attempt_at: null, attempts: [] }, 10)).toEqual({ kind });
  });
});

describe('canResend', () => {
  it('lets through what did not arrive', () => {
    expect(DELIVERY_STATUSES.filter(canResend)).toEqual(['failure', 'timeout', 'held']);
  });
});
