import { expect, it } from 'vitest';
import { bytesArray, plainArray, textArray } from './array-literal';

it('writes plain values as they are', () => {
  expect(plainArray([])).toBe('{}');
  expect(plainArray([1, null, true, 'pending'])).toBe('{1,NULL,true,pending}');
});

it('leaves out nulls at the end, which unnest adds', () => {
  expect(plainArray([null, null, 'a', null, null])).toBe('{NULL,NULL,a}');
  expect(textArray([null, null])).toBe('{}');
});

it('quotes text, so that no text means anything else', () => {
  expect(textArray(['', 'NULL', null, 'a,b', '{}', 'say "hi"', 'back\\slash', 'line\nbreak'])).toBe(
    '{"","NULL",NULL,"a,b","{}","say \\"hi\\"","back\\\\slash","line\nbreak"}',
  );
});

it('writes bytes as hex, with the backslash that an array takes away', () => {
  expect(bytesArray([null, Buffer.from([0, 255])])).toBe('{NULL,"\\\\x00ff"}');
});
