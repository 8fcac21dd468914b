import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { log } from '@/lib/log';
import { logConsole } from './console-log';

const { error, warn } = console;
const lines: unknown[][] = [];

beforeEach(() => {
  lines.length = 0;
  for (const level of ['error', 'warn'] as const)
    vi.spyOn(log, level).mockImplementation((...given: unknown[]) => lines.push([level, ...given]));
  logConsole();
});

afterEach(() => {
  Object.assign(console, { error, warn });
  vi.restoreAllMocks();
});

/** As Next has it of the body of a server action that it cannot read. */
function unreadable(body: string): Error {
  try {
    JSON.parse(body);
  } catch (thrown) {
    return thrown as Error;
  }
  throw new Error('it was readable');
}

it('logs an error of Next without the piece of a request that it quotes', () => {
  console.error('\x1b[31m⨯\x1b[0m', unreadable('\x1b]0;Ana\x07\n{}'));
  expect(lines).toEqual([
    ['error', expect.objectContaining({ name: 'SyntaxError', said: '⨯' }), 'told on the console'],
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/Ana|\\u001b/);
});

it('cuts what is said, and keeps it to one line', () => {
  console.warn(`Received "${'x'.repeat(5000)}"`, { payload: 'Ana' });
  expect(lines).toEqual([
    ['warn', { said: expect.stringMatching(/^Received "x{900,}$/) }, 'told on the console'],
  ]);
});
