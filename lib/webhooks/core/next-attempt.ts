import type { AttemptTrigger, DeliveryStatus } from './delivery-state';

/** What a delivery waits for by itself, in a word. */
export type Waiting =
  /** An attempt is under way. */
  | 'now'
  /** The time of its next attempt. */
  | 'scheduled'
  /** It is due, and others go out before it. */
  | 'turn'
  /** It is due, but its webhook fails: single attempts are made until one of them arrives. */
  | 'paused'
  /** Nothing: it failed and we will not try again. */
  | 'none'
  /** Somebody who sends it. */
  | 'held'
  /** Nothing: it arrived. */
  | 'done';

/** What happens to a delivery next, by itself. */
export type NextAttempt =
  /**
   * Waits for `at` (ISO time). `number` counts every attempt, as the receiver reads it in X-Voki-Attempt and the list
   * of attempts has it; `left` is how many the schedule has after that one.
   */
  { kind: 'scheduled'; at: string; number: number; left: number } | { kind: Exclude<Waiting, 'scheduled'> };

interface WaitingDelivery {
  status: DeliveryStatus;
  next_attempt_at: string | null;
  being_sent: boolean;
}

/** When one looks. */
export interface Moment {
  now: Date;
  /** Until when the webhook makes single attempts only (ISO time); null: it takes all that is due. */
  pausedUntil: string | null;
}

/** What a delivery waits for. Only a time that is still to come is told as that of its next attempt. */
export function waitingOf(
  { status, next_attempt_at: at, being_sent }: WaitingDelivery,
  { now, pausedUntil }: Moment,
): Waiting {
  if (being_sent) return 'now';
  if (status === 'success') return 'done';
  if (status === 'held') return 'held';
  if (status !== 'pending' && at === null) return 'none';
  const due = at === null ? 0 : Date.parse(at);
  if (pausedUntil !== null)
    return due > Math.max(now.getTime(), Date.parse(pausedUntil)) ? 'scheduled' : 'paused';
  return due > now.getTime() ? 'scheduled' : 'turn';
}

interface Tried extends WaitingDelivery {
  attempt_count: number;
  attempts: readonly { trigger: AttemptTrigger }[];
}

/** @param attemptsMax automatic attempts in all: the first one and the length of the retry schedule */
export function nextAttempt(delivery: Tried, attemptsMax: number, moment: Moment): NextAttempt {
  const kind = waitingOf(delivery, moment);
  if (kind !== 'scheduled') return { kind };
  return {
    kind,
    at: delivery.next_attempt_at ?? '',
    number: delivery.attempt_count + 1,
    // Something was tried, or nothing would be tried again: a held delivery that was sent begins the schedule.
    left: Math.max(attemptsMax - Math.max(automatic(delivery.attempts), 1) - 1, 0),
  };
}

function automatic(attempts: Tried['attempts']): number {
  return attempts.filter(({ trigger }) => trigger === 'event' || trigger === 'retry').length;
}

/**
 * Whether a manager may send it now: whatever has ended badly or is kept, but not what arrived or is on its way. What
 * is new goes by itself, unless its webhook is paused: then its turn may be long in coming.
 */
export function canResend(
  { status, being_sent }: Pick<WaitingDelivery, 'status' | 'being_sent'>,
  isPaused: boolean,
): boolean {
  if (status === 'pending') return isPaused && !being_sent;
  return status !== 'success';
}
