import type { AttemptTrigger, DeliveryStatus, FailureCode } from './delivery-state';
import { OUTCOME_OF_CODE } from './delivery-state';
import { retryDelay } from './retry-schedule';

/** Where a delivery stood when an attempt of it began. */
export interface DeliveryPosition {
  trigger: AttemptTrigger;
  /** Whether it came out of the queue; false when somebody waits for this one attempt (test, resend of one). */
  queued: boolean;
  /** Automatic attempts before this one. */
  retryCount: number;
}

export type AttemptResult =
  | { code: null; statusCode: number }
  | { code: FailureCode; statusCode: number | null; retryAfterMs: number | null };

/** What becomes of the delivery after an attempt. */
export type NextStep =
  | { kind: 'succeeded'; status: 'success' }
  | { kind: 'retry'; status: FailedStatus; inMs: number; retryCount: number }
  /** No attempt follows by itself. */
  | { kind: 'ended'; status: FailedStatus; retryCount: number }
  /** The schedule goes on as if this attempt had not been. */
  | { kind: 'kept'; status: FailedStatus };

type FailedStatus = Extract<DeliveryStatus, 'failure' | 'timeout'>;

/** 410 Gone: the receiver says that it will never take deliveries again (contract: turns the webhook off). */
export const GONE = 410;

/** Whether this answer turns the webhook off. A test never does, as a manager may be trying things out. */
export function turnsWebhookOff(position: DeliveryPosition, result: AttemptResult): boolean {
  return position.trigger !== 'test' && result.statusCode === GONE;
}

/**
 * Decides what follows an attempt.
 * - A test is never tried again.
 * - A resend of one delivery that fails leaves the schedule as it was.
 * - A resend through the queue repeats the step of the schedule at which the delivery stands: it neither gains nor
 *   loses attempts. One that was held has made none and begins the schedule.
 * - 410 ends it.
 * - `triesOtherSecret`: during a rotation the receiver refused the one secret, so the other one is tried at once, which
 *   uses up nothing of the schedule (rotation.ts). Whoever waits for this one attempt makes that other one as well.
 */
export function transition(
  position: DeliveryPosition,
  result: AttemptResult,
  schedule: readonly number[],
  random: () => number,
  triesOtherSecret = false,
): NextStep {
  if (result.code === null) return { kind: 'succeeded', status: 'success' };
  const status = OUTCOME_OF_CODE[result.code];
  const { trigger, queued, retryCount } = position;
  if (trigger === 'test' || result.statusCode === GONE) return { kind: 'ended', status, retryCount };
  if (!queued) return { kind: 'kept', status };
  if (triesOtherSecret) return { kind: 'retry', status, inMs: 0, retryCount };
  const made = trigger === 'resend' ? Math.max(retryCount, 1) : retryCount + 1;
  const inMs = retryDelay(schedule, made, random, result.retryAfterMs);
  return inMs === null
    ? { kind: 'ended', status, retryCount: made }
    : { kind: 'retry', status, inMs, retryCount: made };
}
