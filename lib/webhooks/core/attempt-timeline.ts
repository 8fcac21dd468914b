import type { AttemptOutcome, AttemptTrigger, FailureCode } from './delivery-state';

/** The parts of an attempt's time, in the order in which they pass. */
const MEASURED_PHASES = ['dns', 'connect', 'tls', 'first_byte'] as const;
/** What the phases leave over: before the first byte it is waiting, after it the rest of the answer. */
export type TimelinePhase = (typeof MEASURED_PHASES)[number] | 'waiting' | 'rest';

/** What of an attempt the timeline shows. */
export interface TimedAttempt {
  number: number;
  trigger: AttemptTrigger;
  outcome: AttemptOutcome;
  code: FailureCode | null;
  status_code: number | null;
  started_at: string;
  /** Milliseconds, as are the phases. Null: the phase did not take place, as on a connection that was open already. */
  duration_ms: number;
  phases: Record<(typeof MEASURED_PHASES)[number], number | null>;
}

export interface TimelinePart {
  phase: TimelinePhase;
  /** Whole milliseconds. */
  ms: number;
  /** Share of the bar, 0 to 100; the parts of an attempt add up to 100. */
  percent: number;
}

export interface TimelineItem<A extends TimedAttempt> {
  attempt: A;
  parts: TimelinePart[];
}

/** Shorter remains are measuring noise, not a phase. */
const REST_MIN_MS = 1;

/** Attempts for reading: the newest first, each with its time in parts. */
export function attemptTimeline<A extends TimedAttempt>(attempts: readonly A[]): TimelineItem<A>[] {
  return attempts
    .map((attempt) => ({ attempt, parts: timelineParts(attempt) }))
    .sort((a, b) => b.attempt.number - a.attempt.number);
}

function timelineParts({ duration_ms, phases }: TimedAttempt): TimelinePart[] {
  const measured = MEASURED_PHASES.flatMap((phase): { phase: TimelinePhase; ms: number }[] => {
    const ms = phases[phase];
    return ms === null || ms <= 0 ? [] : [{ phase, ms }];
  });
  const known = measured.reduce((sum, { ms }) => sum + ms, 0);
  const rest = duration_ms - known;
  if (rest >= REST_MIN_MS)
    measured.push({ phase: phases.first_byte === null ? 'waiting' : 'rest', ms: rest });
  const total = measured.reduce((sum, { ms }) => sum + ms, 0);
  return measured.map(({ phase, ms }) => ({ phase, ms: Math.round(ms), percent: (ms / total) * 100 }));
}
