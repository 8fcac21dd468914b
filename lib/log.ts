import { randomUUID } from 'node:crypto';
import pino from 'pino';

/** The level must be known before the environment is checked; that check then says when it is none. */
function level(): string {
  // biome-ignore lint/style/noProcessEnv: see above
  const given = process.env.LOG_LEVEL?.trim() ?? '';
  return given === 'silent' || given in pino.levels.values ? given : 'info';
}

/**
 * JSON lines on stdout. Callers name the fields that they log one by one; whole requests, rows or errors
 * with payloads in them are never passed in.
 */
export const log = pino({
  level: level(),
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
});

/** Of PostgreSQL's class 22, wrong values: their messages quote them. Prisma has the code in its message. */
const WRONG_VALUE = /\b22[0-9A-Z]{3}\b/;

/** Whether the message repeats what the code that threw was given, which may be a payload. JSON.parse does. */
function quotesInput({ message, code }: Error & { code?: unknown }, name: string): boolean {
  return name === 'SyntaxError' || WRONG_VALUE.test(`${code} ${message}`);
}

/** Of an error, what may be in a log: where it was thrown, and its message unless that repeats what was given. */
export function faultFields(error: Error): { name: string; code?: string; message: string; stack: string } {
  const { name, message } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const { stack = '' } = error;
  const frames = stack
    .slice(stack.indexOf(message) + message.length)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  const told = quotesInput(error, name) ? 'not repeated here, as it quotes what was given' : message;
  return {
    name,
    ...(code !== undefined && { code }),
    message: told,
    stack: [`${name}: ${told}`, ...frames].join('\n'),
  };
}

/**
 * Logs a fault under an id and returns the id, which is what the user is shown; a new one where none is given.
 * Database errors carry row contents in `detail`, which is dropped.
 */
export function logFault(where: string, fault: unknown, id: string = randomUUID()): string {
  const error = fault instanceof Error ? fault : new Error('not an Error was thrown');
  log.error({ fault: id, where, ...faultFields(error) }, 'fault');
  return id;
}
