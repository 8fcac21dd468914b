import type { Socket } from 'node:net';
import { Client } from 'undici';
import { hostOf, portOf } from '../core/address-policy';
import { AnswerReader } from './answer-reader';
import { type ConnectTrace, GuardedConnect, type GuardOptions } from './guarded-connect';

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
  /** The address that it serves, whole: one receiver of a host says nothing on a connection of another one. */
  readonly url: string;
  readonly client: Client;
  readonly answer: AnswerReader;
  /** Filled by the request that opens it; null in a phase that was not needed. */
  trace: ConnectTrace;
  idleSince: number;
  /** Its socket; null while it is being opened. */
  socket: Socket | null;
  /** Its socket has carried a request before. */
  wasUsed: boolean;
  /** Its socket was closed by a reset. */
  wasReset: boolean;
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
  /** Per address, the one used last at the end. */
  private readonly idle = new Map<string, Connection[]>();
  private idleCount = 0;
  private sweeper: NodeJS.Timeout | null = null;
  private readonly guard: GuardedConnect;

  constructor(options: GuardOptions) {
    this.guard = new GuardedConnect(options);
  }

  /** An idle connection for `url`, else a new one, which connects with its first request. */
  take(url: URL): Connection {
    const connection = this.takeIdle(url.href);
    if (!connection) return this.create(url);
    connection.answer.begin();
    connection.wasUsed = true;
    const { trace } = connection;
    trace.dns = trace.connect = trace.tls = null;
    return connection;
  }

  private takeIdle(url: string): Connection | undefined {
    const stack = this.idle.get(url);
    const connection = stack?.pop();
    if (stack?.length === 0) this.idle.delete(url);
    if (!connection) return undefined;
    this.idleCount--;
    if (performance.now() - connection.idleSince < IDLE_MS) return connection;
    // The process stood still, and what would have closed it, or told that it was closed, has not run yet.
    this.drop(connection);
    return undefined;
  }

  /** Gives back a connection whose answer is complete. */
  giveBack(connection: Connection): void {
    if (connection.client.destroyed) return;
    // Answered before it was read: whether the rest will be is the receiver's secret.
    if (connection.socket?.writableLength !== 0) {
      this.drop(connection);
      return;
    }
    connection.idleSince = performance.now();
    const stack = this.idle.get(connection.url);
    if (stack) stack.push(connection);
    else this.idle.set(connection.url, [connection]);
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

  /** A new connection for `url`. */
  create(url: URL): Connection {
    const target = { protocol: url.protocol, hostname: hostOf(url), port: portOf(url) };
    const connection: Connection = {
      url: url.href,
      answer: new AnswerReader(),
      trace: emptyTrace(),
      idleSince: 0,
      socket: null,
      wasUsed: false,
      wasReset: false,
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
          connection.wasUsed = false;
          this.guard.open(target, connection.trace, connection.dropped.signal).then(
            (socket) => {
              opened(socket, connection);
              callback(null, socket);
            },
            (error: Error) => callback(error, null),
          );
        },
      }),
    };
    connection.answer.begin();
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
    const stack = this.idle.get(connection.url)?.filter((other) => other !== connection) ?? [];
    if (stack.length > 0) this.idle.set(connection.url, stack);
    else this.idle.delete(connection.url);
    this.idleCount--;
  }
}

function opened(socket: Socket, connection: Connection): void {
  connection.socket = socket;
  connection.wasReset = false;
  connection.answer.attach(socket);
  // undici does not tell a reset from an end once it has read a status.
  socket.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET') connection.wasReset = true;
    // Behind the handshake Node tells an error of TLS and leaves the socket open.
    socket.destroy();
  });
  // Where a reset comes right behind bytes, Node tells an end itself; but then there is no other end any more.
  socket.once('end', () => {
    if (socket.remoteAddress === undefined) connection.wasReset = true;
  });
}
