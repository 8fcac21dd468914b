import { describe, expect, it } from 'vitest';
import { faultFields } from './log';

function thrownBy(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

describe('what is logged of an error', () => {
  it('is its name, code, message and where it was thrown', () => {
    const error = Object.assign(new TypeError('no such table'), {
      code: '42P01',
      detail: 'Failing row: (Ana)',
    });
    const fields = faultFields(error);
    expect(fields).toEqual({
      name: 'TypeError',
      code: '42P01',
      message: 'no such table',
      stack: expect.stringMatching(/^TypeError: no such table\n\s+at .*log\.test/),
    });
    expect(JSON.stringify(fields)).not.toContain('Ana');
  });

  it.each([
    ['JSON.parse', () => thrownBy(() => JSON.parse('\n    at Ana'))],
    [
      'PostgreSQL about a value',
      () => Object.assign(new Error('invalid input syntax for type uuid: "Ana"'), { code: '22P02' }),
    ],
    [
      'Prisma about a value of PostgreSQL',
      () => Object.assign(new Error('Raw query failed. Code: `22P02`. Message: `"Ana"`'), { code: 'P2010' }),
    ],
  ])('is not what %s quotes', (_, made) => {
    const error = made();
    expect(error.message).toContain('Ana');
    const fields = faultFields(error);
    expect(JSON.stringify(fields)).not.toContain('Ana');
    expect(fields.stack).toMatch(/\n\s+at /);
  });
});
