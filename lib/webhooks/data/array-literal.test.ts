import { expect, it } from 'vitest';
import { bytesArray, plainArray, textArray } from './array-literal';

it('writes plain values as they are', () => {
  expect(plainArray([])).toBe('{}');
  expect(plainArray([1, null, true, 'pending'])).toBe('{1,NULL,true,pending}');
});

it('quotes text, so that no text means anything else', () => {
  expect(textArray(['', 'NULL', null, 'a,b', '{}', 'say "hi"', 'back\\slash', 'line\nbreak'])).toBe(
    '{"","NULL",NULL,"a,b","{}","say \\"hi\\"","back\\\\slash","line\nbreak"}',
  );
});

it('writes bytes as hex, with the backslash that an array takes away', () => {
  expect(bytesArray([Buffer.from([0, 255]), null])).toBe('{"\\\\x00ff",NULL}');
});
