import { describe, expect, it } from 'vitest';
import { cutUtf8, safeText } from './safe-text';

describe('cutUtf8', () => {
  it('keeps what fits', () => {
    expect(cutUtf8(Buffer.from('olá'), 16)).toBe('olá');
    expect(cutUtf8(Buffer.alloc(0), 16)).toBe('');
  });

  it.each([
    ['aé', 2, 'a'],
    ['aé', 3, 'aé'],
    ['a😀b', 2, 'a'],
    ['a😀b', 4, 'a'],
    ['a😀b', 5, 'a😀'],
    ['abc', 2, 'ab'],
  ])('%s cut at %i is %s', (text, max, expected) => {
    expect(cutUtf8(Buffer.from(text), max)).toBe(expected);
  });

  it('replaces what is no UTF-8', () => {
    expect(cutUtf8(Buffer.from([0x61, 0xff, 0x62]), 16)).toBe('a\ufffdb');
    expect(cutUtf8(Buffer.alloc(10, 0x80), 5)).toMatch(/^\ufffd*$/);
  });
});

it('safeText replaces NUL', () => {
  expect(safeText('a\0b\nc')).toBe('a\ufffdb\nc');
});
