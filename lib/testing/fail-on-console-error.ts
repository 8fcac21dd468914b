import { afterEach, beforeEach, expect, vi } from 'vitest';

/**
 * A test fails on an unexpected console.error. One that expects it says so:
 * `vi.mocked(console.error).mockImplementation(() => undefined)`, judges the calls, and then `mockClear()`.
 */
beforeEach(() => {
  const original = console.error;
  vi.spyOn(console, 'error').mockImplementation((...args: unknown[]) => original(...args));
});

afterEach(() => {
  if (!vi.isMockFunction(console.error)) return;
  expect(vi.mocked(console.error).mock.calls, 'unexpected console.error').toEqual([]);
});
