import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect, vi } from 'vitest';

/** A request as a receiver got it. */
export interface Received {
  path: string;
  /** As node:http gives them: lower case. */
  headers: http.IncomingHttpHeaders;
  /** As sent, `[name, value, name, value, …]`. */
  rawHeaders: string[];
  body: string;
  /** The body as it came. */
  bytes: Buffer;
  at: number;
  /** Of the connection, on the sender's side. */
  remotePort: number;
}

type Answer = (request: Received, response: http.ServerResponse) => void;

/** A real receiver on this machine. */
export interface Receiver {
  url: string;
  port: number;
  requests: Received[];
  /** Connections that were ever made to it. */
  connections: () => number;
  /** How it answers from now on; 204 at first. */
  answer: Answer;
  /** Waits until it has got so many requests. */
  received: (count: number) => Promise<Received[]>;
  close: () => Promise<void>;
}

/** Answers every request with `status`. */
export function always(status: number, headers: http.OutgoingHttpHeaders = {}, body = ''): Answer {
  return (_request, response) => response.writeHead(status, headers).end(body);
}

/** Takes requests and says nothing. */
export const never: Answer = () => {};

/** Starts a receiver on a free loopback port. */
export async function startReceiver(answer: Answer = always(204)): Promise<Receiver> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = http.createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const request: Received = {
        path: incoming.url ?? '',
        headers: incoming.headers,
        rawHeaders: incoming.rawHeaders,
        body: bytes.toString('utf8'),
        bytes,
        at: performance.now(),
        remotePort: incoming.socket.remotePort ?? 0,
      };
      receiver.requests.push(request);
      receiver.answer(request, response);
    });
  });
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
  });
  // It does not hang up on whoever comes back: an attempt that crosses with its goodbye would fail.
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/voki`,
    port,
    requests: [],
    connections: () => connections,
    answer,
    async received(count) {
      await vi.waitFor(() => expect(receiver.requests.length).toBeGreaterThanOrEqual(count), {
        timeout: 15_000,
        interval: 5,
      });
      return receiver.requests;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}
