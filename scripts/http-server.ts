import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@/lib/errors';
import { sentence } from '@/lib/http/problem';
import { aborted } from './stop-signals';

/** How long requests that are under way may take once a stop was asked for. The engine's drain has its own bound, 25 s. */
const REQUESTS_DRAIN_MS = 10_000;
const SWEEP_MS = 50;
/**
 * A connection between two requests stays open so long: longer than proxies and clients keep theirs, most of them 60
 * seconds, so that they do not send a request into one that we are just closing.
 */
export const KEEP_ALIVE_MS = 65_000;
/** How long whoever still sends after the answer has to read it. */
export const LINGER_MS = 1000;

/** What Node's parser gives up with, where "bad request" would not say it. */
const UNREADABLE: Record<string, { status: number; error: AppError }> = {
  HPE_HEADER_OVERFLOW: { status: 431, error: new AppError('bad_request', { key: 'headers_too_large' }) },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, error: new AppError('payload_too_large') },
  HPE_INVALID_EOF_STATE: { status: 400, error: new AppError('bad_request', { key: 'http_incomplete' }) },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, error: new AppError('bad_request', { key: 'http_incomplete' }) },
};
const NOT_HTTP = { status: 400, error: new AppError('bad_request', { key: 'http_malformed' }) };

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

/**
 * Answers what is no request that a handler could be asked for, which Node refuses with a bare status line, as a problem
 * like every other, and gives whoever still sends the time to read that.
 */
export function answerUnreadable(server: Server): void {
  const answering = new WeakMap<Duplex, ServerResponse>();
  const refused = new WeakSet<Duplex>();
  server.on('request', (request, response) => answering.set(request.socket, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (refused.has(socket)) return;
    const answer = answering.get(socket);
    // Nothing may be mixed into an answer that is being written.
    const isBeingAnswered = answer?.headersSent === true && !answer.writableFinished;
    if (!socket.writable || error.code === 'ECONNRESET' || isBeingAnswered) {
      socket.destroy();
      return;
    }
    refused.add(socket);
    socket.end(unreadable(error.code));
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  });
}

function unreadable(code: string | undefined): string {
  const { status, error } = UNREADABLE[code ?? ''] ?? NOT_HTTP;
  const title = STATUS_CODES[status] ?? '';
  const detail = sentence(error, 'en');
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, code: error.code });
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'content-type: application/problem+json',
    'content-language: en',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/**
 * A request that offers to speak another protocol is answered in this one, as the standard allows: nobody here speaks
 * any other, and whoever listens for such offers takes the connection and says nothing. Some clients always make one.
 */
export function ignoreUpgrades(server: Server): void {
  server.on('newListener', (event, listener) => {
    // It is added only after this.
    if (event === 'upgrade') process.nextTick(() => server.off('upgrade', listener as () => void));
  });
}

/** What is refused while its body still comes stays unread, so that nothing can follow on its connection. */
export function closeUnread(request: IncomingMessage, response: ServerResponse): void {
  response.once('finish', () => {
    if (!request.complete) setTimeout(() => request.complete || request.socket.destroy(), LINGER_MS).unref();
  });
}
