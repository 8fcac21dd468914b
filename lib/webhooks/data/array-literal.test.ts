import { expect, it } from 'vitest';
import { plainArray, textArray } from './array-literal';

it('writes plain values as they are', () => {
  expect(plainArray([])).toBe('{}');
  expect(plainArray([1, null, true, 'pending'])).toBe('{1,NULL,true,pending}');
});

it('quotes text, so that no text means anything else', () => {
  expect(textArray(['', 'NULL', null, 'a,b', '{}', 'say "hi"', 'back\\slash', 'line\nbreak'])).toBe(
    '{"","NULL",NULL,"a,b","{}","say \\"hi\\"","back\\\\slash","line\nbreak"}',
  );
});
