/** Deliveries of a job that are on their way at once: a system that has just come back is not run over. */
const UNDER_WAY_MAX = 20;
/** After so many of its deliveries in a row that failed again, going on helps nobody. */
export const FAILED_IN_A_ROW = 10;
/** Removing asks nothing of the receiver. */
const DROPPED_AT_ONCE = 1000;

/** How far a job is, and how it goes. */
export interface JobStanding {
  kind: 'resend' | 'drop_held';
  /** Whether the queue sends to the webhook at all. */
  sendable: boolean;
  total: number;
  taken: number;
  /** Of those taken, how many attempts have ended. */
  ended: number;
  /** Of the last {@link FAILED_IN_A_ROW} that ended, how many failed. */
  lastFailed: number;
}

/** What a job does next: take so many more, wait for what is under way, or end. */
export type JobStep =
  | { kind: 'take'; count: number }
  | { kind: 'wait' }
  | { kind: 'end'; state: 'done' | 'stopped' };

/**
 * Paces a job by its own results: never more than 20 under way, so a slow receiver is sent to slowly, and an end
 * when ten in a row failed again. What was taken goes on all the same; the job waits for it, to tell how it ended.
 */
export function nextJobStep({ kind, sendable, total, taken, ended, lastFailed }: JobStanding): JobStep {
  const left = total - taken;
  if (kind === 'drop_held')
    return left > 0
      ? { kind: 'take', count: Math.min(left, DROPPED_AT_ONCE) }
      : { kind: 'end', state: 'done' };
  if (!sendable || lastFailed >= FAILED_IN_A_ROW)
    return { kind: 'end', state: left > 0 || !sendable ? 'stopped' : 'done' };
  const underWay = taken - ended;
  if (left === 0) return underWay > 0 ? { kind: 'wait' } : { kind: 'end', state: 'done' };
  const room = UNDER_WAY_MAX - underWay;
  return room > 0 ? { kind: 'take', count: Math.min(left, room) } : { kind: 'wait' };
}
