import { setTimeout as delay } from 'node:timers/promises';
import { type Postmaster, readPostmaster } from './postmaster';
import { processIdentity } from './processes';
import type { ServerSession } from './server-session';

/** What a process that keeps the server running has to tell of it. */
export type ServerNews =
  | { what: 'away' }
  /** It could not be started; the next try follows after `retryMs`. */
  | { what: 'failed'; message: string; retryMs: number }
  /** Started again by this process or by another one that uses it. */
  | { what: 'back'; pid: number; awayMs: number }
  /** Another process has begun to serve on this data folder meanwhile. */
  | { what: 'served twice'; by: string };

/** A server, and what makes this process one of its users. */
export interface ServerUse {
  server: Postmaster;
  session: ServerSession;
}

interface Watched {
  cluster: string;
  /** Finds the server or starts it, and becomes its user again. `onAway` is called when there was none. */
  reconnect: (signal: AbortSignal, onAway: () => void) => Promise<ServerUse>;
  tell: (news: ServerNews) => void;
}

/** Before the second try; doubled before each further one. */
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;
/** One that ran for so long is started again at once; one that keeps ending sooner, after growing waits. */
const STEADY_MS = 60_000;
const LOOK_MS = 1000;

/**
 * Sees to it that the server runs, until it is told to stop. That the server has ended is heard from this process's session,
 * which breaks with it: at once, at no cost, and whoever started it. Any number of processes may watch one server; they
 * exclude each other in `reconnect`, and those who come later find it running.
 */
export function watchServer(first: ServerUse, watched: Watched): { stop(): void } {
  const stop = new AbortController();
  const { signal } = stop;
  void (async () => {
    let tries = 0;
    for (let use = first; ; ) {
      const since = performance.now();
      const looks = finishStopsOf(use, watched.cluster);
      await use.session.ended;
      clearInterval(looks);
      if (signal.aborted) return;
      if (performance.now() - since > STEADY_MS) tries = 0;
      const back = await comeBack(use, watched, tries, signal);
      if (!back) return;
      use = back.use;
      tries = back.tries;
    }
  })();
  return { stop: () => stop.abort() };
}

/** Tries until it is back; null once nobody wants it any more. `tries` counts on from those that have been made lately. */
async function comeBack(
  lost: ServerUse,
  { cluster, reconnect, tell }: Watched,
  tries: number,
  signal: AbortSignal,
): Promise<{ use: ServerUse; tries: number } | null> {
  const began = performance.now();
  let isAway = false;
  const away = () => {
    if (!isAway) tell({ what: 'away' });
    isAway = true;
  };
  // Else it is mostly the session alone that is lost, which nobody needs to hear of.
  if (!runs(lost, cluster)) away();
  for (;;) {
    await delay(waitBefore(tries), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return null;
    tries += 1;
    try {
      const use = await reconnect(signal, away);
      if (use.server.pid !== lost.server.pid) away();
      if (isAway) tell({ what: 'back', pid: use.server.pid, awayMs: Math.round(performance.now() - began) });
      return { use, tries };
    } catch (error) {
      if (signal.aborted) return null;
      away();
      tell({ what: 'failed', message: firstLine(error), retryMs: waitBefore(tries) });
    }
  }
}

function runs({ server }: ServerUse, cluster: string): boolean {
  const now = readPostmaster(cluster);
  return now?.pid === server.pid && now.ready && processIdentity(now.pid) !== null;
}

function waitBefore(tries: number): number {
  return tries === 0 ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS);
}

/**
 * A server that somebody has told to stop by SIGTERM lets nobody in any more and waits for those who are connected, us among
 * them, for ever. Found by a look at a file of a hundred bytes, its stop is finished, so that it can be started again.
 */
function finishStopsOf({ server: { pid } }: ServerUse, cluster: string): NodeJS.Timeout {
  let seen = 0;
  return setInterval(() => {
    const now = readPostmaster(cluster);
    seen = now?.pid === pid && now.stopping ? seen + 1 : 0;
    // Not at the first sight: whoever stops all processes of a machine tells us as well, and we drain into it.
    if (seen < 2) return;
    try {
      process.kill(pid, 'SIGINT');
    } catch {
      // It has ended meanwhile, of which the session tells.
    }
  }, LOOK_MS).unref();
}

/** What follows is the end of the server's log, which may quote what was stored. */
function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
