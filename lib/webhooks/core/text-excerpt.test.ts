import { describe, expect, it } from 'vitest';
import { textExcerpt } from '@/lib/webhooks/core/text-excerpt';

describe('textExcerpt', () => {
  it('leaves what fits', () => {
    expect(textExcerpt('ação', 6)).toEqual({ text: 'ação', isCut: false });
    expect(textExcerpt('', 0)).toEqual({ text: '', isCut: false });
  });

  it('cuts between characters', () => {
    expect(textExcerpt('abc', 2)).toEqual({ text: 'ab', isCut: true });
    expect(textExcerpt('aç', 2)).toEqual({ text: 'a', isCut: true });
    expect(textExcerpt('a😀b', 4)).toEqual({ text: 'a', isCut: true });
  });
});
