import type { Socket } from 'node:net';

/** Read at a time, so that limits are seen before the parser has worked on more. */
const PIECE = 16 * 1024;
/** Bytes of an answer until its head is complete, interim answers included. */
const HEAD_MAX = 32 * 1024;
/** Bytes of a whole answer: room for the part of a body that is kept, in chunks of one byte each. */
const ANSWER_MAX = 128 * 1024;

/** How an interim answer begins; `#` is a digit. */
const STATUS_LINE = 'HTTP/1.# 1##';
const CODE_AT = STATUS_LINE.length - 3;
const HEAD_END = '\r\n\r\n';

/** The receiver sends more than any answer needs. */
export class AnswerTooLongError extends Error {
  override name = 'AnswerTooLongError';
}

/**
 * What undici's parser gets to read of a connection. It has no limit of its own for what is neither header nor body,
 * and whoever pours that would take the processor's time from all other receivers. And it ends the connection at
 * 100 Continue, which may come unasked and says no more than any other interim answer (RFC 9110, 15.2): it reads
 * 102 Processing instead, which it passes over.
 */
export class AnswerReader {
  /** A request is on its way, and the head of its answer is not here yet. */
  awaitsHead = false;
  /** Bytes since the request went out. */
  received = 0;
  /** How many characters of an interim answer's status line were read; null: this is no interim answer. */
  private line: number | null = 0;
  private code = '';
  /** How many characters of the end of an interim answer's head were read. */
  private end = 0;

  /** A request goes out: what comes from now on is its answer. */
  begin(): void {
    this.awaitsHead = true;
    this.received = 0;
    this.beginHead();
  }

  /** Stands between `socket` and whoever reads it. */
  attach(socket: Socket): void {
    const read = socket.read.bind(socket);
    socket.read = (size?: number) => {
      if (this.received >= (this.awaitsHead ? HEAD_MAX : ANSWER_MAX)) {
        socket.destroy(new AnswerTooLongError('the answer is too long'));
        return null;
      }
      const chunk: unknown = read(socket.readableLength > PIECE ? PIECE : size);
      if (Buffer.isBuffer(chunk)) {
        this.received += chunk.length;
        if (this.awaitsHead) this.passOver100(chunk);
      }
      return chunk;
    };
  }

  private beginHead(): void {
    this.line = 0;
    this.code = '';
    this.end = 0;
  }

  /** Changes every 100 among the interim answers that `chunk` has or goes on with. */
  private passOver100(chunk: Buffer): void {
    for (let at = 0; at < chunk.length && this.line !== null; at++) {
      const character = String.fromCharCode(chunk[at] ?? 0);
      if (this.line === STATUS_LINE.length) this.readHead(character);
      else if (this.readStatusLine(character, this.line)) chunk.write('2', at, 'latin1');
    }
  }

  /** True at the last digit of 100. */
  private readStatusLine(character: string, line: number): boolean {
    // The parser takes empty lines before an answer for nothing.
    if (line === 0 && HEAD_END.includes(character)) return false;
    const expected = STATUS_LINE[line];
    if (character !== expected && !(expected === '#' && character >= '0' && character <= '9')) {
      this.line = null;
      return false;
    }
    this.line = line + 1;
    if (line >= CODE_AT) this.code += character;
    return this.code === '100';
  }

  private readHead(character: string): void {
    if (character === HEAD_END[this.end]) this.end++;
    else this.end = character === HEAD_END[0] ? 1 : 0;
    if (this.end === HEAD_END.length) this.beginHead();
  }
}
