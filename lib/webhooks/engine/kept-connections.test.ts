import type net from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type BareReceiver, startBareReceiver } from '@/lib/testing/bare-receiver';
import { testClient } from '@/lib/testing/http-clients';
import { seededRandom } from '@/lib/testing/seeded-random';
import { Deadlines } from './deadlines';
import type { HttpClient, HttpExchange } from './http-client';

/** What may become of a connection between two deliveries, and of the second of them. */

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const PLANTED = 'HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nplanted';
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const client = (timeoutMs = 3000) => testClient(undo, { timeoutMs });

/** @param onRequest gets every piece that comes: the `n`th of the `connection`th connection, both from 1 */
async function receiver(
  onRequest: (socket: net.Socket, n: number, connection: number, piece: Buffer) => void,
): Promise<BareReceiver> {
  const made = await startBareReceiver((socket, connection) => {
    let n = 0;
    socket.on('data', (piece) => onRequest(socket, ++n, connection, piece));
  });
  undo.push(() => made.close());
  return made;
}

const post = (http: HttpClient, url: string, body: string | Buffer = '{}'): Promise<HttpExchange> =>
  http.post({ url: new URL(url), headers: { 'x-voki-delivery': 'd-1' }, body: Buffer.from(body) });

describe('a goodbye that crosses with the next request', () => {
  it.each<[string, (socket: net.Socket) => void]>([
    ['in good order', (socket) => socket.end()],
    ['as a reset', (socket) => socket.resetAndDestroy()],
  ])('%s: it is sent once more, on a new connection, to the byte', async (_, hangUp) => {
    const requests: string[] = [];
    const { url, connections } = await receiver((socket, n, _connection, piece) => {
      requests.push(piece.toString());
      if (n === 1) socket.write(OK);
      else hangUp(socket);
    });
    const http = client();
    for (let time = 0; time < 3; time++)
      expect(await post(http, url)).toMatchObject({ code: null, statusCode: 200, responseBody: 'ok' });
    // The last two of each pair came twice.
    expect(connections()).toBe(3);
    expect(requests).toHaveLength(5);
    expect(new Set(requests).size).toBe(1);
  });

  it('at three hundred moments: none of the deliveries fails', async () => {
    const random = seededRandom(20261127).next;
    const { url, connections } = await receiver((socket) => {
      const hangUp = random() < 0.5 ? () => socket.end() : () => socket.resetAndDestroy();
      socket.write(OK, () => {
        const moment = random();
        if (moment < 0.2) hangUp();
        else if (moment < 0.6) setImmediate(hangUp);
        else setTimeout(hangUp, random() * 4);
      });
    });
    const http = client();
    const failures: HttpExchange[] = [];
    for (let time = 0; time < 300; time++) {
      const exchange = await post(http, url);
      if (exchange.code !== null) failures.push(exchange);
      if (random() < 0.5) await new Promise((resolve) => setTimeout(resolve, random() * 4));
    }
    expect(failures).toEqual([]);
    expect(connections()).toBeGreaterThan(100);
  });

  it('is none on a connection that nothing came on yet: the receiver had the request', async () => {
    const { url, connections } = await receiver((socket) => socket.end());
    expect(await post(client(), url)).toMatchObject({ code: 'no_response', statusCode: null });
    expect(connections()).toBe(1);
  });

  it('is none once an answer has begun', async () => {
    const { url, connections } = await receiver((socket, n) =>
      n === 1 ? void socket.write(OK) : void socket.end('HTTP/1.1 103 Early Hints\r\n\r\n'),
    );
    const http = client();
    await post(http, url);
    expect(await post(http, url)).toMatchObject({ code: 'no_response', statusCode: null });
    expect(connections()).toBe(1);
  });

  it('is none when it comes late: the receiver had the request and gave up', async () => {
    // The pause is the receiver's own, longer than a goodbye takes to cross; the test waits for the attempt to end.
    const { url, connections } = await receiver((socket, n) =>
      n === 1 ? void socket.write(OK) : void setTimeout(() => socket.resetAndDestroy(), 1200),
    );
    const http = client();
    await post(http, url);
    expect(await post(http, url)).toMatchObject({ code: 'reset', statusCode: null });
    expect(connections()).toBe(1);
  });

  it('gives the second try no time of its own', async () => {
    const { url, connections } = await receiver((socket, n, connection) => {
      if (n === 1 && connection === 1) socket.write(OK);
      else if (connection === 1) socket.resetAndDestroy();
    });
    const http = client(800);
    await post(http, url);
    const starts = vi.spyOn(Deadlines.prototype, 'start');
    expect(await post(http, url)).toMatchObject({ code: 'timeout', statusCode: null });
    // One for the head of the answer, whichever of the two requests it answers.
    expect(starts.mock.contexts.filter((context) => (context as Deadlines).ms === 800)).toHaveLength(1);
    expect(connections()).toBe(2);
  });
});

it('a receiver that has reset its connections and is gone is told as gone', async () => {
  const sockets: net.Socket[] = [];
  const { url, close } = await receiver((socket) => {
    sockets.push(socket);
    socket.write(OK);
  });
  const http = client();
  await post(http, url);
  for (const socket of sockets) socket.resetAndDestroy();
  close();
  expect(await post(http, url)).toMatchObject({ code: 'connect_refused', remoteAddress: null });
});

describe('what a receiver sends without being asked', () => {
  it('on a kept connection answers nothing', async () => {
    const { url, connections } = await receiver((socket, _n, connection) => {
      socket.write(OK);
      if (connection === 1) setTimeout(() => socket.write(PLANTED), 20);
    });
    const http = client();
    await post(http, url);
    await expect
      .poll(async () => {
        const { responseBody } = await post(http, url);
        expect(responseBody).toBe('ok');
        return connections();
      })
      .toBe(2);
  });

  it('is borne as an empty line, and not as a thousand of them', async () => {
    const { url, connections } = await receiver((socket, _n, connection) => {
      socket.write(OK);
      if (connection === 1) setTimeout(() => socket.write('\r\n'.repeat(1000)), 20);
    });
    const http = client();
    await expect
      .poll(async () => {
        expect(await post(http, url)).toMatchObject({ code: null, responseBody: 'ok' });
        return connections();
      })
      .toBe(2);
  });

  it('behind an answer of one address is never read as that of another one', async () => {
    const poisoned = new WeakSet<net.Socket>();
    const { url } = await receiver((socket, _n, _connection, piece) => {
      // In between two requests, where nobody can tell whose answer it is.
      if (poisoned.has(socket)) socket.write(PLANTED);
      if (piece.toString().startsWith('POST /mine')) poisoned.add(socket);
      socket.write(OK);
    });
    const http = client();
    for (const path of ['mine', 'theirs', 'theirs?mine', 'theirs'])
      expect(await post(http, url + path)).toMatchObject({ code: null, responseBody: 'ok' });
  });
});

it('a connection whose request was answered before it was read is not kept', async () => {
  const made = await startBareReceiver((socket) => void socket.pause().write(OK));
  undo.push(() => made.close());
  const http = client();
  // More than fits between the two.
  const large = Buffer.alloc(32 * 1024 * 1024, 'x');
  for (let time = 0; time < 2; time++)
    expect(await post(http, made.url, large)).toMatchObject({ code: null, statusCode: 200 });
  expect(made.connections()).toBe(2);
});

it('a connection in steady use ends after a minute, as its name may lead elsewhere by then', async () => {
  const { url, connections } = await receiver((socket) => void socket.write(OK));
  const http = client();
  const now = performance.now.bind(performance);
  let ahead = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + ahead);
  undo.push(() => clock.mockRestore());
  for (; ahead < 59_000; ahead += 1000) expect(await post(http, url)).toMatchObject({ code: null });
  expect(connections()).toBe(1);
  for (; ahead < 62_000; ahead += 1000) expect(await post(http, url)).toMatchObject({ code: null });
  expect(connections()).toBe(2);
});
