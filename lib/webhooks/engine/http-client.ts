import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { codeOfStatus, type FailureCode } from '../core/delivery-state';
import { cutUtf8, safeText } from '../core/safe-text';
import { type Connection, Connections } from './connections';
import { type Deadline, Deadlines, type Expiring } from './deadlines';
import { ConnectError, type GuardOptions } from './guarded-connect';
import { NoRoomError } from './no-room';

/** Bytes of an answer's body that are kept; the rest is not read. */
const BODY_MAX = 16 * 1024;
/** How long a body may take once the answer's head has decided. */
const BODY_MS = 2000;
/** A receiver's goodbye that crossed with a request is here by then; one that had it and gave up may take longer. */
const CROSSING_MS = 1000;

export interface HttpRequest {
  url: URL;
  headers: Record<string, string>;
  body: Buffer;
}

/** How a request ended. Durations in milliseconds, null in a phase that did not happen. */
export interface HttpExchange {
  /** Null when the answer's head is a 2xx; the body cannot change that any more. */
  code: FailureCode | null;
  /** Null without a complete head. */
  statusCode: number | null;
  responseHeaders: Record<string, string> | null;
  responseBody: string | null;
  /** The body was longer than what is kept, broke off, or took too long. */
  responseTruncated: boolean;
  remoteAddress: string | null;
  durationMs: number;
  phases: { dns: number | null; connect: number | null; tls: number | null; firstByte: number | null };
}

export interface HttpClientOptions extends GuardOptions {
  /** From the first step of resolving to the complete head of the answer. */
  timeoutMs: number;
}

/**
 * Posts to receivers nobody vouches for: judged addresses only, no redirect followed, nothing inflated, one deadline
 * over name, connection, TLS and head, then a short time and a small space for the body.
 */
export class HttpClient {
  private readonly connections: Connections;
  private readonly headDeadlines: Deadlines;
  private readonly bodyDeadlines = new Deadlines(BODY_MS);

  constructor(options: HttpClientOptions) {
    this.connections = new Connections(options);
    this.headDeadlines = new Deadlines(options.timeoutMs);
  }

  /**
   * Whatever goes wrong there is one of the closed failure codes. Rejects with {@link NoRoomError} alone: nothing was
   * sent, for want of something here.
   */
  post(request: HttpRequest): Promise<HttpExchange> {
    return new Promise((resolve, reject) => {
      const exchange = new Exchange(request, { resolve, reject }, this.connections, {
        head: this.headDeadlines,
        body: this.bodyDeadlines,
      });
      exchange.send();
    });
  }

  /** Closes idle connections. */
  close(): void {
    this.connections.closeIdle();
  }
}

class Exchange implements Dispatcher.DispatchHandler, Expiring {
  private readonly started = performance.now();
  private sentAt = this.started;
  private firstByte: number | null = null;
  private statusCode: number | null = null;
  private headers: Record<string, string> | null = null;
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private ended = false;
  private deadline: Deadline;
  private connection: Connection;

  constructor(
    private readonly request: HttpRequest,
    private readonly promise: { resolve: (exchange: HttpExchange) => void; reject: (error: Error) => void },
    private readonly connections: Connections,
    private readonly deadlines: { head: Deadlines; body: Deadlines },
  ) {
    this.deadline = deadlines.head.start(this);
    this.connection = connections.take(request.url);
  }

  send(): void {
    const { url, headers, body } = this.request;
    try {
      this.connection.client.dispatch(
        { path: url.pathname + url.search, method: 'POST', headers, body },
        this,
      );
    } catch {
      // undici refuses what it will not write, such as a path with characters outside of ASCII.
      this.abandon('protocol');
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.sentAt = performance.now();
    if (this.sentAt <= this.deadline.at) return;
    // The process stood still while it connected. What is given up in a moment is not sent first.
    this.abandon('timeout');
    controller.abort(new Error('too late to be sent'));
  }

  onRequestUpgrade(): void {
    this.abandon('protocol');
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: IncomingHttpHeaders,
  ): void {
    // 103 Early Hints and its like come before the answer.
    if (this.ended || statusCode < 200) return;
    this.firstByte = performance.now() - this.sentAt;
    this.statusCode = statusCode;
    this.connection.answer.awaitsHead = false;
    this.headers = readableHeaders(headers);
    this.deadlines.head.cancel(this.deadline);
    this.deadline = this.deadlines.body.start(this);
  }

  /** The time for the head is over, or that for the body after it. */
  expire(): void {
    this.abandon('timeout');
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.ended) return;
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.size > BODY_MAX) this.abandon(null);
  }

  onResponseEnd(): void {
    if (this.ended) return;
    // A body that ends with its connection is whole only where that ended in good order.
    this.finish(null, this.connection.wasReset);
    this.connections.giveBack(this.connection);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.ended) return;
    if (error instanceof NoRoomError) {
      this.giveUp(error);
      return;
    }
    const failure = failureOf(error, this.connection);
    if (this.crossed(failure)) this.sendAgain();
    else this.abandon(failure);
  }

  /**
   * Whether the receiver closed a kept connection just when the request went out, as it may at any time: then it has
   * hardly read it. A delivery has one id however often it comes, so it may be sent again (RFC 9110, 9.2.2).
   */
  private crossed(failure: FailureCode): boolean {
    const { wasUsed, answer } = this.connection;
    const isGoodbye = failure === 'reset' || failure === 'no_response';
    return isGoodbye && wasUsed && answer.received === 0 && performance.now() - this.sentAt < CROSSING_MS;
  }

  /** On a connection that nobody has used before, so once at most, and within the same deadline. */
  private sendAgain(): void {
    this.connections.drop(this.connection);
    this.connection = this.connections.create(this.request.url);
    this.send();
  }

  /** Ends without a clean end of the answer; `failure` counts only when there was no head. */
  private abandon(failure: FailureCode | null): void {
    if (this.ended) return;
    this.finish(failure, this.statusCode !== null);
    this.connections.drop(this.connection);
  }

  /** What idles holds room that others need. */
  private giveUp(error: NoRoomError): void {
    if (this.ended) return;
    this.ended = true;
    this.deadlines.head.cancel(this.deadline);
    this.connections.drop(this.connection);
    this.connections.closeIdle();
    this.promise.reject(error);
  }

  private finish(failure: FailureCode | null, truncated: boolean): void {
    this.ended = true;
    (this.statusCode === null ? this.deadlines.head : this.deadlines.body).cancel(this.deadline);
    const { dns, connect, tls, remoteAddress } = this.connection.trace;
    this.promise.resolve({
      code: this.statusCode === null ? failure : codeOfStatus(this.statusCode),
      statusCode: this.statusCode,
      responseHeaders: this.headers,
      responseBody: this.statusCode === null ? null : this.text(),
      responseTruncated: truncated,
      remoteAddress,
      durationMs: performance.now() - this.started,
      phases: { dns, connect, tls, firstByte: this.firstByte },
    });
  }

  private text(): string {
    const [only] = this.chunks;
    const bytes = this.chunks.length === 1 && only ? only : Buffer.concat(this.chunks);
    return safeText(cutUtf8(bytes, BODY_MAX));
  }
}

function readableHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const readable: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined)
      readable[safeText(name)] = safeText(Array.isArray(value) ? value.join(', ') : value);
  }
  return readable;
}

/** What an error of undici, of the socket or of our own connecting means. */
function failureOf(error: Error, { wasReset }: Connection): FailureCode {
  if (error instanceof ConnectError) return error.failure;
  if (wasReset) return 'reset';
  const { code = '' } = error as NodeJS.ErrnoException;
  // As of a receiver that asks for a certificate of ours: in TLS 1.3 it says so after the handshake.
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return 'tls';
  switch (code) {
    case 'ECONNRESET':
    case 'EPIPE':
      return 'reset';
    case 'UND_ERR_SOCKET':
      // "bad response", "bad upgrade": it spoke, but not as asked. Else the other side closed in good order without an answer.
      return error.message.startsWith('bad ') ? 'protocol' : 'no_response';
    case 'ETIMEDOUT':
      return 'timeout';
    default:
      return 'protocol';
  }
}
