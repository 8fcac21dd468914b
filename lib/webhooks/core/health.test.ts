import { describe, expect, it } from 'vitest';
import { successShare } from '@/lib/webhooks/core/health';

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
