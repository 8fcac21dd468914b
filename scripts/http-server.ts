import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { aborted } from './stop-signals';

/** How long requests that are under way may take once a stop was asked for. The engine's drain has its own bound, 25 s. */
const REQUESTS_DRAIN_MS = 10_000;
const SWEEP_MS = 50;

/** Why a server cannot listen, for the operator. `variable` is the setting that named the port, `command` what was started. */
export function listenError(
  error: NodeJS.ErrnoException,
  { host, port, variable, command }: { host: string; port: number; variable: string; command: string },
): Error {
  if (error.code === 'EADDRINUSE')
    return new Error(
      `Port ${port} on ${host} is taken. Stop what uses it, or choose another: ${variable}=${port + 1} npm ${command}`,
    );
  return new Error(`HOST=${host} ${variable}=${port} cannot be listened on: ${error.message}`);
}

/** Takes no more connections and lets requests that are under way end, for ten seconds or until `force`. */
export async function closeServer(server: Server, force: AbortSignal): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // A connection that has had its last answer would be kept alive for a next request.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  await Promise.race([closed, aborted(force), delay(REQUESTS_DRAIN_MS, undefined, { ref: false })]);
  clearInterval(sweep);
  server.closeAllConnections();
}
