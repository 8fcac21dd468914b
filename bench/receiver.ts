import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { subjectOf } from './events';
import { serve } from './harness/child';
import { now } from './harness/clock';

/** The receiver of every delivery: node:http in a process of its own, one port for each endpoint. */

const hung: ServerResponse[] = [];
let hanging = -1;
let received = 0;
let arrivals: Arrival[] | null = null;

/** When the request of a delivery was complete, on the machine's monotonic clock in milliseconds. */
export interface Arrival {
  subject: string;
  at: number;
}

function answer(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 2 }).end('ok');
}

function take(index: number, body: Buffer[], response: ServerResponse): void {
  received++;
  arrivals?.push({ subject: subjectOf(Buffer.concat(body).toString()), at: now() });
  if (index === hanging) hung.push(response);
  else answer(response);
}

async function listen(index: number): Promise<string> {
  const server = createServer((request, response) => {
    const body: Buffer[] = [];
    request.on('data', (chunk: Buffer) => arrivals && body.push(chunk));
    request.on('end', () => take(index, body, response));
  });
  server.listen({ host: '127.0.0.1', port: 0, backlog: 511 });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/voki`;
}

const methods = {
  /** Opens so many endpoints and answers their addresses. */
  open: (count: number): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => listen(index))),
  /** Requests taken since the start. */
  received: (): number => received,
  /** From now on the endpoint at `index` takes requests and says nothing; -1: none does, and those that wait are answered. */
  hang: (index: number): void => {
    hanging = index;
    if (index < 0) for (const response of hung.splice(0)) answer(response);
  },
  /** Notes from now on when each delivery arrives. */
  note: (): void => {
    arrivals = [];
  },
  /** Ends noting, and answers what was noted. */
  noted: (): Arrival[] => {
    const all = arrivals ?? [];
    arrivals = null;
    return all;
  },
};

export type Receiver = typeof methods;
serve(methods);
