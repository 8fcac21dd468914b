import { codeOfStatus, type FailureCode } from '../core/delivery-state';
import { cutUtf8, safeText } from '../core/safe-text';
import { AnswerError, type AnswerHandler, AnswerParser } from './answer-parser';
import { type Connection, Connections, type ConnectionUser } from './connections';
import { type Deadline, Deadlines, type Expiring } from './deadlines';
import { ConnectError, type GuardOptions } from './guarded-connect';
import { NoRoomError } from './no-room';
import { Pulse } from './pulse';

/** Bytes of an answer's body that are kept; the rest is not read. */
const BODY_MAX = 16 * 1024;
/** How long a body may take once the answer's head has decided. */
const BODY_MS = 2000;
/** A receiver's goodbye that crossed with a request is here by then; one that had it and gave up may take longer. */
const CROSSING_MS = 1000;

export interface HttpRequest {
  url: URL;
  /** Of our own making, in ASCII: they are written as they are. */
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
  /** Nothing was sent, and this process stood still meanwhile: how it ended says nothing about the receiver. */
  stoodStill: boolean;
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
  private readonly deadlines: { head: Deadlines; body: Deadlines };
  private readonly pulse = new Pulse();
  /** On kept connections, for the end of this turn of the event loop. */
  private outbox: Exchange[] = [];

  constructor(options: HttpClientOptions) {
    this.connections = new Connections(options);
    this.deadlines = { head: new Deadlines(options.timeoutMs), body: new Deadlines(BODY_MS) };
  }

  /**
   * Whatever goes wrong there is one of the closed failure codes. Rejects with {@link NoRoomError} alone: nothing was
   * sent, for want of something here.
   */
  post(request: HttpRequest): Promise<HttpExchange> {
    return new Promise((resolve, reject) => {
      const promise = { resolve, reject };
      const { connections, deadlines, pulse, sendLater } = this;
      new Exchange(request, promise, connections, deadlines, pulse, sendLater).send();
    });
  }

  /**
   * Requests on kept connections go out together once all that came in this turn has been read. So what a receiver said
   * or did since its last answer is seen first; and under load neither side wakes for single messages (measured: 20 %
   * of the rate).
   */
  private readonly sendLater = (exchange: Exchange): void => {
    if (this.outbox.push(exchange) > 1) return;
    setImmediate(() => {
      const waiting = this.outbox;
      this.outbox = [];
      for (const each of waiting) each.write();
    });
  };

  /** Closes idle connections. */
  close(): void {
    this.connections.closeIdle();
  }
}

class Exchange implements AnswerHandler, ConnectionUser, Expiring {
  private readonly started = performance.now();
  private sentAt = this.started;
  private firstByte: number | null = null;
  private statusCode: number | null = null;
  private headers: Record<string, string> | null = null;
  private readonly pieces: Buffer[] = [];
  private size = 0;
  /** Some of it may have reached the receiver. */
  private wasSent = false;
  /** For its answer; none to be sent in. */
  private hasMoreTime = false;
  private ended = false;
  private deadline: Deadline;
  private connection: Connection;
  private answer = new AnswerParser(this);

  constructor(
    private readonly request: HttpRequest,
    private readonly promise: { resolve: (exchange: HttpExchange) => void; reject: (error: Error) => void },
    private readonly connections: Connections,
    private readonly deadlines: { head: Deadlines; body: Deadlines },
    private readonly pulse: Pulse,
    private readonly sendLater: (exchange: Exchange) => void,
  ) {
    pulse.begin();
    this.deadline = deadlines.head.start(this);
    this.connection = connections.take(request.url);
  }

  send(): void {
    const { connection } = this;
    if (!connection.isOpen) {
      this.connections.open(connection).then(
        () => this.write(),
        (error: Error) => this.fail(error),
      );
    } else this.sendLater(this);
  }

  write(): void {
    if (this.ended) return;
    if (!this.connection.isReady) {
      this.sendAgain();
      return;
    }
    const bytes = requestBytes(this.request);
    // At the last moment, as the process may have stood still until now, and somebody else may be sending it.
    this.sentAt = performance.now();
    if (this.sentAt > this.deadline.at || this.hasMoreTime) {
      this.abandon('timeout');
      return;
    }
    this.wasSent = true;
    this.connection.send(bytes, this);
  }

  onData(piece: Buffer): void {
    this.firstByte ??= performance.now() - this.sentAt;
    try {
      this.answer.push(piece);
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error;
      this.abandon('protocol');
    }
  }

  onHead(statusCode: number, headers: Record<string, string>): void {
    this.statusCode = statusCode;
    this.headers = headers;
    this.deadlines.head.cancel(this.deadline);
    this.deadline = this.deadlines.body.start(this);
  }

  /**
   * The time for the head is over, or that for the body after it. If the process stood still since the request went out,
   * that of the head begins once more: until now nothing could be heard from a paused machine, and one that was stopped
   * between its last look at the time and its sending has only now sent it.
   */
  expire(): void {
    const mayGoOn = this.wasSent && this.statusCode === null && !this.hasMoreTime;
    if (!mayGoOn || !this.pulse.stoodStillSince(this.sentAt)) {
      this.abandon('timeout');
      return;
    }
    this.hasMoreTime = true;
    this.deadline = this.deadlines.head.start(this);
  }

  onBody(piece: Buffer): void {
    if (this.ended) return;
    this.pieces.push(piece);
    this.size += piece.length;
    if (this.size > BODY_MAX) this.abandon(null);
  }

  onComplete(keepAliveMs: number): void {
    if (this.ended) return;
    this.finish(null, false);
    this.connections.giveBack(this.connection, keepAliveMs);
  }

  onEnd(error: NodeJS.ErrnoException | null): void {
    if (error === null && this.answer.end()) this.finish(null, false);
    else this.fail(error);
  }

  private fail(error: Error | null): void {
    if (this.ended) return;
    if (error instanceof NoRoomError) {
      this.giveUp(error);
      return;
    }
    const failure = failureOf(error);
    if (this.crossed(failure)) this.sendAgain();
    else this.abandon(failure);
  }

  /**
   * Whether the receiver closed a kept connection just when the request went out, as it may at any time: then it has
   * hardly read it. A delivery has one id however often it comes, so it may be sent again (RFC 9110, 9.2.2).
   */
  private crossed(failure: FailureCode): boolean {
    const isGoodbye = failure === 'reset' || failure === 'no_response';
    const isSoon = performance.now() - this.sentAt < CROSSING_MS;
    return isGoodbye && this.connection.wasUsed && this.answer.received === 0 && isSoon;
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
    this.pulse.end();
    this.deadlines.head.cancel(this.deadline);
    this.connections.drop(this.connection);
    this.connections.closeIdle();
    this.promise.reject(error);
  }

  private finish(failure: FailureCode | null, truncated: boolean): void {
    this.ended = true;
    this.pulse.end();
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
      stoodStill: !this.wasSent && this.pulse.stoodStillSince(this.started),
    });
  }

  private text(): string {
    const [only] = this.pieces;
    const bytes = this.pieces.length === 1 && only ? only : Buffer.concat(this.pieces);
    return safeText(cutUtf8(bytes, BODY_MAX));
  }
}

/** The request as it goes out, in one piece. */
function requestBytes({ url, headers, body }: HttpRequest): Buffer {
  let head = `POST ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nConnection: keep-alive\r\n`;
  for (const name in headers) head += `${name}: ${headers[name]}\r\n`;
  head += `Content-Length: ${body.length}\r\n\r\n`;
  const bytes = Buffer.allocUnsafe(head.length + body.length);
  bytes.write(head, 'latin1');
  body.copy(bytes, head.length);
  return bytes;
}

/** What the end of a connection means to a request whose answer is not here, or why there was no connection. */
function failureOf(error: Error | null): FailureCode {
  if (error === null) return 'no_response';
  if (error instanceof ConnectError) return error.failure;
  const { code = '' } = error as NodeJS.ErrnoException;
  // As of a receiver that asks for a certificate of ours: in TLS 1.3 it says so after the handshake.
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return 'tls';
  return code === 'ETIMEDOUT' ? 'timeout' : 'reset';
}
