import type { Socket } from 'node:net';
import { hostOf, portOf } from '../core/address-policy';
import { isBlank } from './answer-parser';
import { type Deadline, Deadlines, type Expiring } from './deadlines';
import { type ConnectTrace, GuardedConnect, type GuardOptions } from './guarded-connect';

/** Idle connections kept over all receivers; those longest idle are closed first. */
const IDLE_MAX = 256;
/**
 * How long one may idle: less than the two seconds after which gunicorn hangs up, and the five of Node's own servers
 * and uvicorn, most of which do not announce it. A request that crosses with their goodbye fails without need.
 */
const IDLE_MS = 1500;
/** Bytes of empty lines that may come meanwhile: enough for any server, too few to keep this process busy with. */
const IDLE_BYTES_MAX = 16;
/**
 * How long one may be used. A name may lead elsewhere by then, and a busy webhook's connections would otherwise keep a
 * machine that its owner has replaced.
 */
const AGE_MAX_MS = 60_000;

/** Whose request runs on a connection. */
export interface ConnectionUser {
  onData(piece: Buffer): void;
  /** Nothing comes any more. `error`: what the socket said; null: the receiver closed it in good order. */
  onEnd(error: NodeJS.ErrnoException | null): void;
}

/** One connection to one receiver, on which one request runs at a time. */
export class Connection implements Expiring {
  /** Filled when it is opened; null in a phase that was not needed. */
  readonly trace: ConnectTrace = { dns: null, connect: null, tls: null, remoteAddress: null };
  /** It has carried a request and its answer before. */
  wasUsed = false;
  private socket: Socket | null = null;
  private user: ConnectionUser | null = null;
  private idleSince = 0;
  private idleMs = 0;
  private idleBytes = 0;
  private openedAt = 0;
  private idle: Deadline | null = null;
  private closed = false;
  /** Ends it where it is only being opened. */
  private readonly dropped = new AbortController();

  constructor(
    readonly url: URL,
    private readonly pool: Connections,
  ) {}

  get isOpen(): boolean {
    return this.socket !== null && !this.closed;
  }

  /** Throws as {@link GuardedConnect.open} does. */
  async open(guard: GuardedConnect): Promise<void> {
    const { url } = this;
    const target = { protocol: url.protocol, hostname: hostOf(url), port: portOf(url) };
    const socket = await guard.open(target, this.trace, this.dropped.signal);
    this.socket = socket
      .on('data', (piece: Buffer) => this.receive(piece))
      .on('error', (error: NodeJS.ErrnoException) => this.end(error))
      .on('end', () => this.end(isGone(socket) ? resetError() : null))
      .on('close', () => this.end(null));
    this.openedAt = performance.now();
    if (this.closed) socket.destroy();
  }

  /** Sends a request whose answer `user` is told of. */
  send(request: Buffer, user: ConnectionUser): void {
    this.user = user;
    this.socket?.write(request);
  }

  /**
   * Takes it out of idleness. False: it was there for too long, as it may have been when the process stood still, or
   * it is old.
   */
  wake(now: number): boolean {
    this.endIdling();
    if (now - this.openedAt >= AGE_MAX_MS) return false;
    if (now - this.idleSince >= this.idleMs) return false;
    this.wasUsed = true;
    const { trace } = this;
    trace.dns = trace.connect = trace.tls = null;
    return true;
  }

  /** Begins to idle, for `ms` at most. */
  rest(ms: number): void {
    this.user = null;
    this.idleBytes = 0;
    this.idleSince = performance.now();
    this.idleMs = ms;
    this.idle = idleDeadlines.start(this);
  }

  /** It is open, and its last request has been handed over whole. */
  get isReady(): boolean {
    return this.isOpen && this.socket?.writableLength === 0;
  }

  /** It has idled for long enough. */
  expire(): void {
    this.pool.drop(this);
  }

  /** For {@link Connections.drop}. */
  close(): void {
    this.closed = true;
    this.user = null;
    this.endIdling();
    this.dropped.abort();
    this.socket?.destroy();
  }

  private endIdling(): void {
    if (this.idle) idleDeadlines.cancel(this.idle);
    this.idle = null;
  }

  private receive(piece: Buffer): void {
    if (this.user) {
      this.user.onData(piece);
      return;
    }
    // Nobody asked for it. Only an empty line behind the last answer means nothing.
    this.idleBytes += piece.length;
    if (this.idleBytes > IDLE_BYTES_MAX || !isBlank(piece)) this.pool.drop(this);
  }

  private end(error: NodeJS.ErrnoException | null): void {
    const { user } = this;
    // Also of an error: behind the handshake Node tells one of TLS and leaves the socket open.
    this.pool.drop(this);
    user?.onEnd(error);
  }
}

const idleDeadlines = new Deadlines(IDLE_MS);

/** Keep-alive connections: an attempt knows whether it opened the one that it ran on, and what that cost. */
export class Connections {
  /** By address, the one used last at the end: one receiver of a host says nothing on a connection of another one. */
  private readonly idle = new Map<string, Connection[]>();
  /** The same, the one that has idled longest at the beginning. */
  private readonly resting = new Set<Connection>();
  private readonly guard: GuardedConnect;

  constructor(options: GuardOptions) {
    this.guard = new GuardedConnect(options);
  }

  /** One that idles for `url`, else a new one, which is to be opened. */
  take(url: URL): Connection {
    const connection = this.idle.get(url.href)?.at(-1);
    if (!connection) return this.create(url);
    this.forget(connection);
    if (connection.wake(performance.now())) return connection;
    connection.close();
    return this.take(url);
  }

  create(url: URL): Connection {
    return new Connection(url, this);
  }

  /** Throws as {@link GuardedConnect.open} does. */
  open(connection: Connection): Promise<void> {
    return connection.open(this.guard);
  }

  /** Gives back a connection whose answer is complete and whose receiver lets it idle for `keepAliveMs`. */
  giveBack(connection: Connection, keepAliveMs: number): void {
    if (keepAliveMs <= 0 || !connection.isOpen) {
      this.drop(connection);
      return;
    }
    if (!connection.isReady) this.lookAgain(connection);
    connection.rest(Math.min(keepAliveMs, IDLE_MS));
    const stack = this.idle.get(connection.url.href);
    if (stack) stack.push(connection);
    else this.idle.set(connection.url.href, [connection]);
    this.resting.add(connection);
    if (this.resting.size <= IDLE_MAX) return;
    const [oldest] = this.resting;
    if (oldest) this.drop(oldest);
  }

  /** Node tells a turn of the event loop later that a request went out over TLS, and the answer may be here before. */
  private lookAgain(connection: Connection): void {
    setImmediate(() => {
      // Answered before it was read: whether the rest will be is the receiver's secret.
      if (this.resting.has(connection) && !connection.isReady) this.drop(connection);
    });
  }

  /** Closes a connection, whether it idles or its request did not come to a clean end. */
  drop(connection: Connection): void {
    this.forget(connection);
    connection.close();
  }

  /** Closes all that idle; those in use end with their requests. */
  closeIdle(): void {
    for (const connection of [...this.resting]) this.drop(connection);
  }

  /** It idles no longer. */
  private forget(connection: Connection): void {
    if (!this.resting.delete(connection)) return;
    const stack = this.idle.get(connection.url.href) ?? [];
    // The one that is taken is the last one.
    stack.splice(stack.lastIndexOf(connection), 1);
    if (stack.length === 0) this.idle.delete(connection.url.href);
  }
}

/** Where a reset comes right behind bytes Node tells an end in good order; but then there is no other end any more. */
function isGone(socket: Socket): boolean {
  return socket.remoteAddress === undefined;
}

function resetError(): NodeJS.ErrnoException {
  return Object.assign(new Error('reset'), { code: 'ECONNRESET' });
}
