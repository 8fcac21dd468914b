import { expect, it, vi } from 'vitest';
import { AppError } from './errors';
import { expectedError } from './http/problem';

it('is an AppError in whichever bundle of the process it was made', async () => {
  vi.resetModules();
  const other = await import('./errors');
  expect(other.AppError).not.toBe(AppError);
  const refusal = new other.AppError('unavailable', { retryAfterSeconds: 5 });
  expect(refusal instanceof AppError).toBe(true);
  expect(expectedError(refusal)).toBe(refusal);
});

it.each([new Error('unavailable'), { name: 'AppError', code: 'unavailable' }, null, 'AppError', undefined])(
  'and nothing else is',
  (value) => {
    expect((value as unknown) instanceof AppError).toBe(false);
  },
);
