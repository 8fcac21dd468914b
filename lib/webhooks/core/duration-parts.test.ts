import { expect, it } from 'vitest';
import { durationPart } from './duration-parts';

it.each([
  [5, 5, 'second'],
  [0.5, 0.5, 'second'],
  [90, 90, 'second'],
  [60, 1, 'minute'],
  [300, 5, 'minute'],
  [3600, 1, 'hour'],
  [5400, 90, 'minute'],
  [86_400, 24, 'hour'],
] as const)('%d seconds read as %d %s', (seconds, value, unit) => {
  expect(durationPart(seconds)).toEqual({ value, unit });
});
