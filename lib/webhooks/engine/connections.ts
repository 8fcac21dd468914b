import type { Socket } from 'node:net';
import { Client } from 'undici';
import { hostOf, portOf } from '../core/address-policy';
import { type ConnectTrace, GuardedConnect, type GuardOptions } from './guarded-connect';
import { acceptContinue } from './interim-answers';

/** Idle connections kept over all receivers; those longest idle are closed first. */
const IDLE_MAX = 256;
/**
 * How long one may idle: less than the two seconds after which gunicorn hangs up, and the five of Node's own servers
 * and uvicorn, most of which do not announce it. A request that crosses with their goodbye fails without need.
 */
const IDLE_MS = 1500;
const SWEEP_MS = 10_000;

/** One connection to one receiver, on which one request runs at a time. */
export interface Connection {
  readonly origin: string;
  readonly client: Client;
  /** Filled by the request that opens it; null in a phase that was not needed. */
  trace: ConnectTrace;
  idleSince: number;
  /** Its socket was closed by a reset. */
  wasReset: boolean;
  /** A request is on its way, and the head of its answer is not here yet. */
  awaitsHead: boolean;
  /** Ends it, also where it is only being opened. */
  readonly dropped: AbortController;
}

export function emptyTrace(): ConnectTrace {
  return { dns: null, connect: null, tls: null, remoteAddress: null };
}

/**
 * Keep-alive connections, each an undici Client of its own instead of undici's Pool: so an attempt knows whether it
 * opened the connection that it ran on, and what that cost.
 */
export class Connections {
  /** Per origin, the one used last at the end. */
  private readonly idle = new Map<string, Connection[]>();
  private idleCount = 0;
  private sweeper: NodeJS.Timeout | null = null;
  private readonly guard: GuardedConnect;

  constructor(options: GuardOptions) {
    this.guard = new GuardedConnect(options);
  }

  /** An idle connection to the origin of `url`, else a new one, which connects with its first request. */
  take(url: URL): Connection {
    const connection = this.takeIdle(url.origin);
    if (connection) {
      connection.awaitsHead = true;
      const { trace } = connection;
      trace.dns = trace.connect = trace.tls = null;
      return connection;
    }
    return this.create(url);
  }

  private takeIdle(origin: string): Connection | undefined {
    const stack = this.idle.get(origin);
    const connection = stack?.pop();
    if (stack?.length === 0) this.idle.delete(origin);
    if (!connection) return undefined;
    this.idleCount--;
    if (performance.now() - connection.idleSince < IDLE_MS) return connection;
    // The process stood still, and what would have closed it, or told that it was closed, has not run yet.
    this.drop(connection);
    return undefined;
  }

  /** Gives back a connection whose request and answer are complete. */
  giveBack(connection: Connection): void {
    if (connection.client.destroyed) return;
    connection.idleSince = performance.now();
    const stack = this.idle.get(connection.origin);
    if (stack) stack.push(connection);
    else this.idle.set(connection.origin, [connection]);
    this.idleCount++;
    if (this.idleCount > IDLE_MAX) this.dropOldest();
    this.sweeper ??= setInterval(() => this.sweep(), SWEEP_MS).unref();
  }

  /** Closes a connection whose request did not come to a clean end. */
  drop(connection: Connection): void {
    connection.dropped.abort();
    // Rejects only with what the request was already told.
    connection.client.destroy().catch(() => {});
  }

  /** Closes all that idle; those in use end with their requests. */
  closeIdle(): void {
    if (this.sweeper) clearInterval(this.sweeper);
    this.sweeper = null;
    for (const connection of [...this.idle.values()].flat()) this.drop(connection);
    this.idle.clear();
    this.idleCount = 0;
  }

  private create(url: URL): Connection {
    const target = { protocol: url.protocol, hostname: hostOf(url), port: portOf(url) };
    const connection: Connection = {
      origin: url.origin,
      trace: emptyTrace(),
      idleSince: 0,
      wasReset: false,
      awaitsHead: true,
      dropped: new AbortController(),
      client: new Client(url.origin, {
        pipelining: 1,
        keepAliveTimeout: IDLE_MS,
        keepAliveMaxTimeout: IDLE_MS,
        keepAliveTimeoutThreshold: 500,
        // An attempt has one deadline of its own over all phases.
        headersTimeout: 0,
        bodyTimeout: 0,
        connect: (_options, callback) => {
          this.guard.open(target, connection.trace, connection.dropped.signal).then(
            (socket) => {
              noteReset(socket, connection);
              acceptContinue(socket, () => connection.awaitsHead);
              callback(null, socket);
            },
            (error: Error) => callback(error, null),
          );
        },
      }),
    };
    return connection;
  }

  private dropOldest(): void {
    let oldest: Connection | undefined;
    for (const [first] of this.idle.values())
      if (first && (!oldest || first.idleSince < oldest.idleSince)) oldest = first;
    if (!oldest) return;
    this.forget(oldest);
    this.drop(oldest);
  }

  /** undici closes idle sockets by itself; this lets go of what is left of their clients. */
  private sweep(): void {
    const before = performance.now() - IDLE_MS;
    for (const connection of [...this.idle.values()].flat()) {
      if (connection.idleSince > before) continue;
      this.forget(connection);
      this.drop(connection);
    }
    if (this.idleCount > 0 || !this.sweeper) return;
    clearInterval(this.sweeper);
    this.sweeper = null;
  }

  private forget(connection: Connection): void {
    const stack = this.idle.get(connection.origin)?.filter((other) => other !== connection) ?? [];
    if (stack.length > 0) this.idle.set(connection.origin, stack);
    else this.idle.delete(connection.origin);
    this.idleCount--;
  }
}

/**
 * undici does not tell a reset from an end once it has read a status, and where a reset comes right behind bytes, Node
 * tells an end itself; but then there is no other end any more.
 */
function noteReset(socket: Socket, connection: Connection): void {
  connection.wasReset = false;
  socket.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET') connection.wasReset = true;
  });
  socket.once('end', () => {
    if (socket.remoteAddress === undefined) connection.wasReset = true;
  });
}
