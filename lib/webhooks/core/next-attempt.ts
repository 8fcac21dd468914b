import type { AttemptTrigger, DeliveryStatus } from './delivery-state';

/** What happens to a delivery next, by itself. */
export type NextAttempt =
  /**
   * Waits for `at` (ISO time). `number` counts every attempt, as the receiver reads it in X-Voki-Attempt and the list
   * of attempts has it; `left` is how many the schedule has after that one.
   */
  | { kind: 'scheduled'; at: string; number: number; left: number }
  /** Is being sent, or is about to be. */
  | { kind: 'now' }
  /** It failed and we will not try again. */
  | { kind: 'none' }
  /** Kept until someone sends it. */
  | { kind: 'held' }
  /** It arrived. */
  | { kind: 'done' };

interface Waiting {
  status: DeliveryStatus;
  next_attempt_at: string | null;
  attempt_count: number;
  attempts: readonly { trigger: AttemptTrigger }[];
}

/** @param attemptsMax automatic attempts in all: the first one and the length of the retry schedule */
export function nextAttempt(delivery: Waiting, attemptsMax: number): NextAttempt {
  switch (delivery.status) {
    case 'success':
      return { kind: 'done' };
    case 'held':
      return { kind: 'held' };
    case 'pending':
      return { kind: 'now' };
    case 'failure':
    case 'timeout':
      return delivery.next_attempt_at === null
        ? { kind: 'none' }
        : {
            kind: 'scheduled',
            at: delivery.next_attempt_at,
            number: delivery.attempt_count + 1,
            // Something was tried, or nothing would be tried again: a held delivery that was sent begins the schedule.
            left: Math.max(attemptsMax - Math.max(automatic(delivery.attempts), 1) - 1, 0),
          };
  }
}

function automatic(attempts: Waiting['attempts']): number {
  return attempts.filter(({ trigger }) => trigger === 'event' || trigger === 'retry').length;
}

/** Whether a manager may send it again: whatever has ended badly or is kept, but not what arrived or is on its way. */
export function canResend(status: DeliveryStatus): boolean {
  return status === 'failure' || status === 'timeout' || status === 'held';
}
