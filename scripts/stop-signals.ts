import { setTimeout as sleep } from 'node:timers/promises';

/** Ctrl-C reaches a command up to three times: from the terminal, through npm, and through scripts/run.mjs. */
const SAME_PRESS_MS = 1000;

export interface StopSignals {
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP, or when whoever started this command is gone. */
  stop: AbortSignal;
  /** Aborted by the next one that is no echo of the first: whoever waits is to wait no longer. */
  force: AbortSignal;
}

/** Takes the process's signals over. After `force` the process has five seconds to end by itself. */
export function takeStopSignals(): StopSignals {
  const stop = new AbortController();
  const force = new AbortController();
  let first = 0;
  const onSignal = () => {
    if (!stop.signal.aborted) {
      first = performance.now();
      stop.abort(new Stopped());
    } else if (performance.now() - first > SAME_PRESS_MS && !force.signal.aborted) {
      force.abort(new Stopped());
      sleep(5000, undefined, { ref: false }).then(() => process.exit(130));
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  process.once('disconnect', () => stop.signal.aborted || onSignal());
  // The terminal may be gone before we are; nobody reads what is written then.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return { stop: stop.signal, force: force.signal };
}

/** Why a command that was told to stop ends before its work is done. Not an error to anybody. */
export class Stopped extends Error {
  override name = 'Stopped';
}

/** Fulfilled once `signal` is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
