import { isUtf8 } from 'node:buffer';

/** Bytes of an answer until its head is complete, interim answers included. */
const HEAD_MAX = 32 * 1024;
/** Bytes of a whole answer: room for the part of a body that is kept, in chunks of one byte each. */
const ANSWER_MAX = 128 * 1024;
/** A connection is given up so long before its receiver will: a request must not cross with its goodbye. */
const GOODBYE_MS = 500;

const STATUS_BEGINS = 'HTTP/1.';
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [^\r]*)?$/;
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;
/** Control characters but tab: none of them belongs into a header (RFC 9110, 5.5). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\0-\x08\n-\x1f\x7f]/;
const NOT_ASCII = /[^\0-\x7f]/;
/** Fifteen digits: with more it would be no exact number. */
const CONTENT_LENGTH = /^\d{1,15}$/;
/** Proxies may repeat it, and the same length said twice is one (RFC 9110, 8.6). */
const REPEATED_LENGTH = /^(\d{1,15})(?:[ \t]*,[ \t]*\1)+$/;
/** Behind it in the list nothing but empty members, which mean nothing (RFC 9110, 5.6.1). */
const CHUNKED_AT_LAST = /(?:^|,)[ \t]*chunked[, \t]*$/i;
const CHUNK_SIZE = /^([\da-fA-F]{1,8})[ \t]*(?:;|$)/;
const KEEP_ALIVE_SECONDS = /(?:^|[,; ])timeout=(\d{1,9})/i;
const BLANKS = ' \t';
const LF = 10;
const CR = 13;

/** What came is no HTTP/1.x, or more than any answer needs. */
export class AnswerError extends Error {
  override name = 'AnswerError';
}

/** Who is told of an answer, in this order. */
export interface AnswerHandler {
  /**
   * The head of the answer, behind all interim ones.
   * @param headers by name in lower case, those of one name joined by commas
   */
  onHead(statusCode: number, headers: Record<string, string>): void;
  /** A piece of the body, which may be encoded but no longer is in chunks. */
  onBody(piece: Buffer): void;
  /** @param keepAliveMs how long the receiver lets the connection idle; 0: it carries no further request */
  onComplete(keepAliveMs: number): void;
}

type Phase =
  | 'status'
  | 'headers'
  | 'sized'
  | 'to_the_end'
  | 'chunk_size'
  | 'chunk'
  | 'chunk_end'
  | 'trailers'
  | 'done';

/**
 * Reads the answer to one POST out of the pieces in which it comes (RFC 9112). What two readers could understand in two
 * ways is no answer, and whoever sends it gets no further request on that connection. The work is linear in the bytes,
 * and those are limited.
 */
export class AnswerParser {
  /** Bytes so far. */
  received = 0;
  private phase: Phase = 'status';
  /** The beginning of a line whose end has not come yet. */
  private line = '';
  /** Bytes still to come of a body of known size, or of a chunk. */
  private left = 0;
  private minor = '';
  private statusCode = 0;
  private headers: Record<string, string> = {};
  private keepAliveMs = 0;

  constructor(private readonly handler: AnswerHandler) {}

  /** @throws AnswerError */
  push(piece: Buffer): void {
    let at = 0;
    while (at < piece.length && this.phase !== 'done') {
      const awaitsHead = this.phase === 'status' || this.phase === 'headers';
      const room = (awaitsHead ? HEAD_MAX : ANSWER_MAX) - this.received;
      if (room <= 0) throw new AnswerError('longer than an answer may be');
      const next = this.read(piece, at, Math.min(piece.length, at + room));
      this.received += next - at;
      at = next;
    }
    // Old servers put an empty line behind a body. Anything else is the beginning of what nobody asked for.
    if (this.phase === 'done') this.handler.onComplete(isBlank(piece, at) ? this.keepAliveMs : 0);
  }

  /** The connection has ended in good order. Whether the answer is whole by that. */
  end(): boolean {
    return this.phase === 'to_the_end';
  }

  /** Reads on from `at`, one line or as much of a body as there is, and returns where that ends, `end` at most. */
  private read(piece: Buffer, at: number, end: number): number {
    switch (this.phase) {
      case 'to_the_end':
        this.handler.onBody(piece.subarray(at, end));
        return end;
      case 'sized':
        return this.readSized(piece, at, end, 'done');
      case 'chunk':
        return this.readSized(piece, at, end, 'chunk_end');
      default:
        return this.readLine(piece, at, end);
    }
  }

  private readSized(piece: Buffer, at: number, end: number, then: Phase): number {
    const next = Math.min(end, at + this.left);
    this.left -= next - at;
    if (this.left === 0) this.phase = then;
    this.handler.onBody(piece.subarray(at, next));
    return next;
  }

  private readLine(piece: Buffer, at: number, end: number): number {
    const lf = piece.indexOf(LF, at);
    if (lf === -1 || lf >= end) {
      const isBegun = this.line.length >= STATUS_BEGINS.length;
      this.line += piece.toString('latin1', at, end);
      // What is no HTTP at all may never end a line.
      if (this.phase === 'status' && !isBegun && !mayBeStatus(this.line))
        throw new AnswerError('no status line');
      return end;
    }
    const line = this.line + piece.toString('latin1', at, lf);
    this.line = '';
    if (!line.endsWith('\r')) throw new AnswerError('a line without CR at its end');
    this.take(line.slice(0, -1));
    return lf + 1;
  }

  private take(line: string): void {
    switch (this.phase) {
      case 'status':
        // Empty lines before an answer mean nothing (RFC 9112, 2.2).
        if (line !== '') this.takeStatus(line);
        break;
      case 'headers':
        if (line === '') this.endHead();
        else this.takeHeader(line);
        break;
      case 'chunk_size':
        this.takeChunkSize(line);
        break;
      case 'chunk_end':
        if (line !== '') throw new AnswerError('a chunk longer than its size');
        this.phase = 'chunk_size';
        break;
      default:
        if (line === '') this.phase = 'done';
    }
  }

  private takeStatus(line: string): void {
    const [, minor, status] = STATUS_LINE.exec(line) ?? [];
    if (minor === undefined || status === undefined) throw new AnswerError('no status line');
    this.minor = minor;
    this.statusCode = Number(status);
    this.headers = {};
    this.phase = 'headers';
  }

  private takeHeader(line: string): void {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0));
    if (!HEADER_NAME.test(name) || CONTROL.test(line)) throw new AnswerError('a header that is none');
    this.put(name.toLowerCase(), textOf(trimmed(line, colon + 1)));
  }

  private put(name: string, value: string): void {
    const before = this.headers[name];
    if (before === undefined) this.headers[name] = value;
    else if (Object.hasOwn(this.headers, name)) this.headers[name] = `${before}, ${value}`;
    // A name of the receiver's choice that every object has, such as `constructor`.
    else this.headers = Object.assign(Object.create(null), this.headers, { [name]: value });
  }

  private endHead(): void {
    const { statusCode, headers } = this;
    if (statusCode === 101) throw new AnswerError('an upgrade that nobody asked for');
    this.phase = 'status';
    if (statusCode < 200) return;
    const given = headers['content-length'];
    const coding = headers['transfer-encoding'];
    const length =
      given === undefined || CONTENT_LENGTH.test(given) ? given : REPEATED_LENGTH.exec(given)?.[1];
    if (given !== undefined && (coding !== undefined || length === undefined))
      throw new AnswerError('no length, or two');
    // Whoever says it twice is not trusted with a next request, as other readers refuse it.
    this.keepAliveMs = given === length ? this.keepAlive() : 0;
    this.beginBody(length === undefined ? null : Number(length), coding);
    this.handler.onHead(statusCode, headers);
  }

  /** RFC 9112, 6.3. */
  private beginBody(length: number | null, coding: string | undefined): void {
    if (this.statusCode === 204 || this.statusCode === 304) {
      // It says that there is a body, and there must be none: nobody knows what comes next.
      if (length || coding !== undefined) this.keepAliveMs = 0;
      this.phase = 'done';
    } else if (coding !== undefined) {
      this.phase = CHUNKED_AT_LAST.test(coding) ? 'chunk_size' : 'to_the_end';
    } else if (length === null) {
      this.phase = 'to_the_end';
    } else {
      this.left = length;
      this.phase = length === 0 ? 'done' : 'sized';
    }
  }

  private takeChunkSize(line: string): void {
    const [, size] = CHUNK_SIZE.exec(line) ?? [];
    if (size === undefined) throw new AnswerError('a chunk without a size');
    this.left = Number.parseInt(size, 16);
    this.phase = this.left === 0 ? 'trailers' : 'chunk';
  }

  private keepAlive(): number {
    const connection = this.headers.connection?.toLowerCase() ?? '';
    if (connection.includes('close')) return 0;
    // HTTP/1.0 has no codings: who sends one there is not to be trusted about where it ends (RFC 9112, 6.1).
    const isLasting = connection.includes('keep-alive') && this.headers['transfer-encoding'] === undefined;
    if (this.minor === '0' && !isLasting) return 0;
    const [, seconds] = KEEP_ALIVE_SECONDS.exec(this.headers['keep-alive'] ?? '') ?? [];
    return seconds === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(Number(seconds) * 1000 - GOODBYE_MS, 0);
  }
}

/** Whether a status line, or the end of an empty one before it, may begin so. */
function mayBeStatus(line: string): boolean {
  return line === '\r' || STATUS_BEGINS.startsWith(line.slice(0, STATUS_BEGINS.length));
}

/** `line` from `begin`, without the blanks around it. */
function trimmed(line: string, begin: number): string {
  let end = line.length;
  while (begin < end && BLANKS.includes(line.charAt(begin))) begin++;
  while (end > begin && BLANKS.includes(line.charAt(end - 1))) end--;
  return line.slice(begin, end);
}

/** Of bytes that were read as Latin-1: UTF-8 where they are that, as most of those mean it who write more than ASCII. */
function textOf(latin1: string): string {
  if (!NOT_ASCII.test(latin1)) return latin1;
  const bytes = Buffer.from(latin1, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : latin1;
}

/** Whether there are but ends of lines from `at` on. */
export function isBlank(piece: Buffer, at = 0): boolean {
  for (let index = at; index < piece.length; index++)
    if (piece[index] !== CR && piece[index] !== LF) return false;
  return true;
}
