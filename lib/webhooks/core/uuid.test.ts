import { expect, it } from 'vitest';
import { isUuid } from './uuid';

it.each(['01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-00000000000A'])(
  '%s is one',
  (text) => {
    expect(isUuid(text)).toBe(true);
  },
);

it.each([
  '',
  '0190000000007000800000000000000a',
  '{01900000-0000-7000-8000-00000000000a}',
  '01900000-0000-7000-8000-00000000000g',
  '01900000-0000-7000-8000-00000000000a\n',
])('%j is none', (text) => {
  expect(isUuid(text)).toBe(false);
});
