import { describe, expect, it } from 'vitest';
import { failingHours, healthBars, successShare } from '@/lib/webhooks/core/health';

describe('successShare', () => {
  it.each([
    [0, 0, null],
    [0, 5, 0],
    [5, 5, 1],
    [412, 413, 0.997],
    [9_999, 10_000, 0.999],
    [1, 3, 0.333],
    [998, 1000, 0.998],
  ])('%i of %i is %s', (succeeded, ended, share) => {
    expect(successShare({ succeeded, ended })).toBe(share);
  });
});

const day = (hours: Record<number, [succeeded: number, failed: number]>) =>
  Array.from({ length: 24 }, (_, hour) => {
    const [succeeded, failed] = hours[hour] ?? [0, 0];
    return { succeeded, failed };
  });

describe('healthBars', () => {
  it('is as tall as the hour was busy, and shows the least failure', () => {
    const bars = healthBars(day({ 3: [1000, 0], 4: [500, 0], 5: [999, 1] }));
    expect(bars[3]).toEqual({ succeeded: 100, failed: 0 });
    expect(bars[4]).toEqual({ succeeded: 50, failed: 0 });
    expect(bars[5]).toEqual({ succeeded: 86, failed: 14 });
    expect(bars[6]).toEqual({ succeeded: 0, failed: 0 });
  });

  it('is flat without any delivery', () => {
    expect(healthBars(day({})).every(({ succeeded, failed }) => succeeded === 0 && failed === 0)).toBe(true);
  });
});

describe('failingHours', () => {
  it('counts the hours and finds the worst', () => {
    expect(failingHours(day({ 3: [5, 0] }))).toBeNull();
    expect(failingHours(day({ 3: [0, 2], 20: [9, 7], 23: [0, 1] }))).toEqual({ count: 3, worstHoursAgo: 3 });
  });
});
