import { expect, it } from 'vitest';
import { shortId } from './short-id';

it.each([
  ['3f0c9a52-6b1e-4d7a-9c55-0e8b7a4d2f10', '3f0c…2f10'],
  ['c-1', 'c-1'],
  ['123456789012', '123456789012'],
  ['1234567890123', '1234…0123'],
  ['', ''],
])('%s is shown as %s', (id, shown) => expect(shortId(id)).toBe(shown));
