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

/**
 * Logs a fault under an id and returns the id, which is what the user is shown; a new one where none is given.
 * Only name, message of our own code, and stack are written; database errors carry row contents in `detail`, which is dropped.
 */
export function logFault(where: string, fault: unknown, id: string = randomUUID()): string {
  const error = fault instanceof Error ? fault : new Error('not an Error was thrown');
  log.error({ fault: id, where, name: error.name, message: error.message, stack: error.stack }, 'fault');
  return id;
}
