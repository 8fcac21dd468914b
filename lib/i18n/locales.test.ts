import { describe, expect, it } from 'vitest';
import { isLocale, preferredLocale } from '@/lib/i18n/locales';

describe('preferredLocale', () => {
  it.each([
    [null, 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['pt-BR,pt;q=0.9,en;q=0.8', 'pt-BR'],
    ['pt', 'pt-BR'],
    ['pt-PT', 'pt-BR'],
    ['PT-br', 'pt-BR'],
    ['en;q=0.5, pt;q=0.9', 'pt-BR'],
    ['fr, de;q=0.9', 'en'],
    ['pt;q=0, en', 'en'],
    ['fr, pt;q=0.1', 'pt-BR'],
    ['ptx', 'en'],
    [';;;q=,,', 'en'],
  ] as const)('%j reads %s', (header, expected) => {
    expect(preferredLocale(header)).toBe(expected);
  });
});

describe('isLocale', () => {
  it('takes the exact names only', () => {
    expect(['en', 'pt-BR', 'pt', 'EN', null, 1].map(isLocale)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
