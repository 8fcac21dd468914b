/** A length of time in the largest unit that divides it, as a manager would say it. */
export interface DurationPart {
  value: number;
  unit: 'second' | 'minute' | 'hour';
}

/** `seconds` (whole or not) in hours or minutes where that is exact, else in seconds. */
export function durationPart(seconds: number): DurationPart {
  if (seconds >= 3600 && seconds % 3600 === 0) return { value: seconds / 3600, unit: 'hour' };
  if (seconds >= 60 && seconds % 60 === 0) return { value: seconds / 60, unit: 'minute' };
  return { value: seconds, unit: 'second' };
}
