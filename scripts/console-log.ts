import { stripVTControlCharacters } from 'node:util';
import { faultFields, log } from '@/lib/log';

/** Of one line; what visitors send may stand in it. */
const SAID_MAX = 1000;

/**
 * From now on what Next and other packages say on the console is logged as everything else is: one line of JSON, and of
 * an error only what a log may hold. Next writes what it cannot read of a request as it came, with a piece of it, and that
 * may be lines of somebody's making or commands to the operator's terminal.
 */
export function logConsole(): void {
  console.error = (...given: unknown[]) => note('error', given);
  console.warn = (...given: unknown[]) => note('warn', given);
}

function note(level: 'error' | 'warn', given: readonly unknown[]): void {
  const error = given.find((one) => one instanceof Error);
  const said = given
    .filter((one) => typeof one === 'string')
    .map(stripVTControlCharacters)
    .join(' ')
    .trim();
  log[level](
    { ...(error && faultFields(error)), ...(said && { said: said.slice(0, SAID_MAX) }) },
    'told on the console',
  );
}
