import { describe, expect, it } from 'vitest';
import { RETRY_AFTER_MAX_MS, retryAfter, retryDelay } from './retry-schedule';

const SCHEDULE = [5, 300, 1800];
const middle = () => 0.5;

describe('retryDelay', () => {
  it('follows the schedule and ends with it', () => {
    expect([1, 2, 3, 4, 5].map((made) => retryDelay(SCHEDULE, made, middle))).toEqual([
      5000,
      300_000,
      1_800_000,
      null,
      null,
    ]);
    expect(retryDelay([], 1, middle)).toBeNull();
  });

  it('spreads by a fifth both ways', () => {
    expect(retryDelay(SCHEDULE, 1, () => 0)).toBe(4000);
    expect(retryDelay(SCHEDULE, 1, () => 1)).toBe(6000);
  });

  it('waits for what the receiver asks, if that is longer', () => {
    expect(retryDelay(SCHEDULE, 1, middle, 60_000)).toBe(60_000);
    expect(retryDelay(SCHEDULE, 2, middle, 60_000)).toBe(300_000);
    expect(retryDelay(SCHEDULE, 1, middle, 10 * RETRY_AFTER_MAX_MS)).toBe(RETRY_AFTER_MAX_MS);
    expect(retryDelay(SCHEDULE, 4, middle, 60_000)).toBeNull();
  });
});

describe('retryAfter', () => {
  const now = new Date('2026-02-20T14:30:00Z');

  it.each([
    [429, '120', 120_000],
    [503, ' 7 ', 7000],
    [503, 'Fri, 20 Feb 2026 14:31:00 GMT', 60_000],
    [429, 'Friday, 20-Feb-26 14:31:00 GMT', 60_000],
    [429, 'Fri Feb 20 14:31:00 2026', 60_000],
    [429, '999999999999', RETRY_AFTER_MAX_MS],
    [429, 'Fri, 20 Feb 2099 14:31:00 GMT', RETRY_AFTER_MAX_MS],
    [429, '9'.repeat(400), RETRY_AFTER_MAX_MS],
    // Two lines, as they come from the client.
    [429, '120, 7', 120_000],
    [503, '7,120', 120_000],
    [429, 'soon, 120', 120_000],
    [429, 'Fri, 20 Feb 2026 14:31:00 GMT, 120', 120_000],
    [429, '20, Fri, 20 Feb 2026 14:31:00 GMT', 60_000],
    [429, 'Friday, 20-Feb-26 14:31:00 GMT, Fri Feb 20 14:32:00 2026', 120_000],
  ])('%i %j is %i ms', (status, header, expected) => {
    expect(retryAfter(status, header, now)).toBe(expected);
  });

  it.each([
    [500, '120'],
    [200, '120'],
    [429, undefined],
    [429, ''],
    [429, '0'],
    [429, '-5'],
    [429, '1.5'],
    [429, '+5'],
    [429, '5s'],
    [429, '5 5'],
    [429, ','],
    [429, '0, Fri, 20 Feb 2026 14:29:00 GMT'],
    [429, 'soon'],
    [429, '2026-02-20T14:31:00Z'],
    [429, 'Fri, 20 Feb 2026 14:29:00 GMT'],
    [429, 'Fri, 99 Feb 2026 14:29:00 GMT'],
  ])('%i %j asks for nothing', (status, header) => {
    expect(retryAfter(status, header, now)).toBeNull();
  });
});
