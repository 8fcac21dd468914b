import { describe, expect, it } from 'vitest';
import { type Bucket, rateLimitHeaders, takeTokens } from './token-bucket';

const QUOTA = { perSecond: 10, burst: 20 };

/** Takes each `[count, at]` in turn and tells what was granted. */
function play(...wishes: [count: number, at: number][]) {
  let bucket: Bucket | null = null;
  return wishes.map(([count, at]) => {
    const taken = takeTokens(bucket, count, at, QUOTA);
    bucket = taken.bucket;
    return taken;
  });
}
const granted = (...wishes: [number, number][]) => play(...wishes).map((taken) => taken.granted);

describe('takeTokens', () => {
  it('grants a burst at once, then what has flowed in', () => {
    expect(granted([20, 0], [1, 0], [1, 99], [1, 100], [10, 1100], [1, 1100])).toEqual([
      true,
      false,
      false,
      true,
      true,
      false,
    ]);
  });

  it('holds no more than a burst, however long nobody took any', () => {
    expect(granted([20, 0], [11, 3_600_000], [9, 3_600_000], [1, 3_600_000])).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('grants all of a wish or nothing, and a refusal costs nothing', () => {
    expect(granted([15, 0], [6, 0], [5, 0])).toEqual([true, false, true]);
  });

  it('tells how long to wait: as long as that, and it is granted', () => {
    const [, refused] = play([20, 0], [4, 100]);
    expect(refused).toMatchObject({ granted: false, waitSeconds: 0.3 });
    expect(granted([20, 0], [4, 100], [4, 399], [4, 400])).toEqual([true, false, false, true]);
  });

  it('grants more than a burst only at once after a pause, and what is owed flows in first', () => {
    const [owing, refused, , again] = play([50, 0], [1, 3000], [1, 3100], [50, 5099]);
    expect(owing).toMatchObject({ granted: true, left: -30 });
    expect(refused).toMatchObject({ granted: false, left: 0, waitSeconds: 0.1 });
    expect(again).toMatchObject({ granted: false });
    expect(granted([50, 0], [1, 3000], [1, 3100], [50, 5100])).toEqual([true, false, true, true]);
  });

  it('keeps to the rate over a minute of wishes at odd moments', () => {
    const wishes = Array.from({ length: 60_000 / 7 }, (_, index): [number, number] => [1, index * 7]);
    expect(granted(...wishes).filter(Boolean).length).toBe(20 + Math.floor((wishes.length - 1) * 0.07));
  });
});

it('describes itself in whole tokens and seconds', () => {
  expect(rateLimitHeaders('events', 12.9, QUOTA)).toEqual({
    'ratelimit-policy': '"events";q=20;w=2',
    ratelimit: '"events";r=12;t=1',
  });
  expect(rateLimitHeaders('events', -30, QUOTA)).toMatchObject({ ratelimit: '"events";r=0;t=5' });
});
