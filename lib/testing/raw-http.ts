import { connect } from 'node:net';

/** An answer as it came over the wire. */
export interface RawAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
  /** From the first byte sent to the end of the answer, in milliseconds. */
  ms: number;
}

interface RawOptions {
  /** Ends our side behind the last byte, as a client does that breaks off. */
  breakOff?: boolean;
  /** How long to wait for an answer, in milliseconds. */
  timeoutMs?: number;
}

/**
 * Sends `bytes` as they are, however little HTTP they are, and reads one answer. Null when the connection is closed
 * without one. Rejects when there is neither in time.
 */
export function sendRaw(
  port: number,
  bytes: Buffer,
  { breakOff = false, timeoutMs = 10_000 }: RawOptions = {},
): Promise<RawAnswer | null> {
  const started = performance.now();
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let received = Buffer.alloc(0);
  return new Promise<RawAnswer | null>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`no answer, and not closed, within ${timeoutMs} ms`)),
      timeoutMs,
    );
    const finish = () => {
      clearTimeout(timer);
      const answer = parseAnswer(received);
      resolve(answer && { ...answer, ms: performance.now() - started });
    };
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (parseAnswer(received)) finish();
    });
    socket.on('end', finish).on('close', finish);
    // 'close' follows.
    socket.on('error', () => undefined);
    if (breakOff) socket.end(bytes);
    else socket.write(bytes);
  }).finally(() => socket.destroy());
}

/** Null while the answer is not complete. */
function parseAnswer(bytes: Buffer): Omit<RawAnswer, 'ms'> | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [statusLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const rest = bytes.subarray(end + 4);
  const length = Number(headers['content-length'] ?? 0);
  if (headers['transfer-encoding'] !== 'chunked' && rest.length < length) return null;
  const body = headers['transfer-encoding'] === 'chunked' ? unchunked(rest) : rest.subarray(0, length);
  return body && { status: Number(statusLine.split(' ')[1]), headers, body: body.toString('utf8') };
}

function unchunked(bytes: Buffer): Buffer | null {
  const pieces: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16);
    if (size === 0) return Buffer.concat(pieces);
    pieces.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}

/** One POST, with the length of the body told unless `headers` say otherwise. */
export function rawPost(path: string, headers: Record<string, string>, body: Buffer): Buffer {
  const all: Record<string, string> = {
    host: '127.0.0.1',
    'content-type': 'application/json',
    ...(headers['transfer-encoding'] === undefined && { 'content-length': String(body.length) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), body]);
}

/** `body` in the chunked transfer coding, in pieces of `size` bytes. */
export function chunked(body: Buffer, size = 64 * 1024): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) {
    const piece = body.subarray(at, at + size);
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')]);
}
