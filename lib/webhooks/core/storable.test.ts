import { describe, expect, it } from 'vitest';
import { isLegible, isStorableTime } from './storable';

describe('what can be stored', () => {
  it('is every text but control characters and halves of characters', () => {
    for (const text of ['', 'Olá, São Paulo', "' OR 1=1 --", '😀', '\u200b', '%00'])
      expect(isLegible(text), JSON.stringify(text)).toBe(true);
    for (const text of ['\0', 'a\0b', 'a\nb', '\u007f', '\u0085', '\ud800', 'a\udc00'])
      expect(isLegible(text), JSON.stringify(text)).toBe(false);
  });

  it('is every time with a year of four digits', () => {
    for (const time of ['0001-01-01T00:00:00Z', '2026-11-25T00:00:00Z', '9999-12-31T23:59:59.999Z'])
      expect(isStorableTime(Date.parse(time)), time).toBe(true);
    for (const time of ['0000-12-31T23:59:59Z', '0001-01-01T00:00:00+00:01', '+010000-01-01T00:00:00Z'])
      expect(isStorableTime(Date.parse(time)), time).toBe(false);
    expect(isStorableTime(Number.NaN)).toBe(false);
  });
});
