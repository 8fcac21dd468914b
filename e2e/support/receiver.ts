import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a customer's system gets it: the bytes of the body, untouched. */
export interface ReceivedRequest {
  method: string;
  headers: IncomingHttpHeaders;
  body: string;
}

type Behaviour = (response: ServerResponse, request: ReceivedRequest) => void;

const answer =
  (status: number, body: string, type = 'application/json'): Behaviour =>
  (response) => {
    response.writeHead(status, { 'content-type': type }).end(body);
  };

/** What a stranger's system may answer, and would like the panel to run. */
export const HOSTILE = '<img src=x onerror="window.ran=1"><script>window.ran=1</script><b id="bold">bold</b>';

/** The ways in which a customer's system behaves. `never` keeps the connection open and says nothing. */
export const behaviours = {
  ok: answer(200, '{"received":true}'),
  broken: answer(500, '{"error":"database is down"}'),
  refusesSignature: answer(401, '{"error":"invalid signature"}'),
  gone: answer(410, '{"error":"moved"}'),
  hostile: answer(200, HOSTILE, 'text/html'),
  never: () => {},
} satisfies Record<string, Behaviour>;

/** A customer's system on this machine: a real HTTP server that keeps all it got. */
export class Receiver {
  readonly requests: ReceivedRequest[] = [];
  private behaviour: Behaviour = behaviours.ok;
  private readonly waiting = new Set<() => void>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const received = {
        method: request.method ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      receiver.requests.push(received);
      receiver.behaviour(response, received);
      for (const check of receiver.waiting) check();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/voki`;
  }

  /** From now on it answers so. */
  behave(as: keyof typeof behaviours): void {
    this.behaviour = behaviours[as];
  }

  /** The n-th request (from 1), as soon as it is there. */
  async request(n: number): Promise<ReceivedRequest> {
    await new Promise<void>((resolve) => {
      const check = () => {
        if (this.requests.length < n) return;
        this.waiting.delete(check);
        resolve();
      };
      this.waiting.add(check);
      check();
    });
    return this.requests[n - 1] as ReceivedRequest;
  }

  /** Closes the port, so that the next connection is refused. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** The manual's check (section 8.4), with a comparison in constant time. */
export function signatureIsValid(request: ReceivedRequest, secret: string): boolean {
  const expected = `sha256=${createHmac('sha256', secret).update(request.body).digest('hex')}`;
  const given = String(request.headers['x-voki-signature'] ?? '');
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}
