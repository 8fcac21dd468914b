import type net from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { atRequest, type BareReceiver, pour, startBareReceiver } from '@/lib/testing/bare-receiver';
import { testClient } from '@/lib/testing/http-clients';
import { startReceiver } from '@/lib/testing/receiver';
import type { HttpClient, HttpClientOptions, HttpExchange } from './http-client';

/** Receivers that http-client.test.ts does not have: those who mean to do harm, or do it as if they meant to. */

const HEAD_MS = 600;
const CLOSING = { timeout: 10_000 };
vi.setConfig({ testTimeout: 20_000 });

const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const client = (options: Partial<HttpClientOptions> = {}) =>
  testClient(undo, { timeoutMs: HEAD_MS, ...options });

const post = (http: HttpClient, url: string, size = 7): Promise<HttpExchange> =>
  http.post({
    url: new URL(url),
    headers: { 'Content-Type': 'application/json' },
    body: Buffer.alloc(size, 'x'),
  });

async function bare(onConnection: (socket: net.Socket, n: number) => void): Promise<BareReceiver> {
  const made = await startBareReceiver(onConnection);
  undo.push(() => made.close());
  return made;
}

describe('an answer without an end', () => {
  it.each<[string, string, string | null]>([
    ['interim answers, poured', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n', 'protocol'],
    ['interim answers that invite to go on, poured', 'HTTP/1.1 100 Continue\r\n\r\n', 'protocol'],
    ['headers, poured', 'x-more: and more\r\n', 'protocol'],
  ])('%s', async (_, piece, code) => {
    let written: () => number = () => 0;
    const to = await bare(
      atRequest((socket) => {
        if (piece.startsWith('x')) socket.write('HTTP/1.1 200 OK\r\n');
        written = pour(socket, Buffer.from(piece.repeat(100)));
      }),
    );
    const before = process.memoryUsage().arrayBuffers;
    const exchange = await post(client(), `http://127.0.0.1:${to.port}/`);
    expect(exchange).toMatchObject({ code, statusCode: null, responseBody: null });
    await expect.poll(to.open, CLOSING).toBe(0);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
    expect(written()).toBeGreaterThan(0);
  });

  it('interim answers, dripped: the deadline is for all of them together', async () => {
    const to = await bare(
      atRequest((socket) => {
        const timer = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 50);
        undo.push(() => clearInterval(timer));
      }),
    );
    expect(await post(client(), `http://127.0.0.1:${to.port}/`)).toMatchObject({
      code: 'timeout',
      statusCode: null,
    });
    await expect.poll(to.open, CLOSING).toBe(0);
  });

  it.each([
    ['chunks of one byte', '1\r\na\r\n'],
    ['one chunk with extensions', `1;${'x'.repeat(1000)}`],
  ])('a body in %s', async (_, piece) => {
    const to = await bare(
      atRequest((socket) => {
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
        pour(socket, Buffer.from(piece.repeat(100)));
      }),
    );
    const exchange = await post(client(), `http://127.0.0.1:${to.port}/`);
    expect(exchange).toMatchObject({ code: null, statusCode: 200, responseTruncated: true });
    expect(exchange.responseBody?.length).toBeLessThanOrEqual(16 * 1024);
    await expect.poll(to.open, CLOSING).toBe(0);
  });

  it('trailers behind a body', async () => {
    const to = await bare(
      atRequest((socket) => {
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n');
        pour(socket, Buffer.from('x-trailer: and more\r\n'.repeat(100)));
      }),
    );
    expect(await post(client(), `http://127.0.0.1:${to.port}/`)).toMatchObject({
      code: null,
      statusCode: 200,
      responseBody: 'ok',
    });
    await expect.poll(to.open, CLOSING).toBe(0);
  });
});

describe('a connection that ends', () => {
  it.each([
    ['right behind its beginning', (reset: () => void) => reset()],
    // The pause is the receiver's own; the test waits for the attempt to end.
    ['some time after', (reset: () => void) => setTimeout(reset, 100)],
  ])('by a reset in the middle of the head, %s', async (_, then) => {
    const to = await bare(
      atRequest((socket) =>
        socket.write('HTTP/1.1 200 OK\r\nx-a: b', () => void then(() => socket.resetAndDestroy())),
      ),
    );
    expect(await post(client(), `http://127.0.0.1:${to.port}/`)).toMatchObject({
      code: 'reset',
      statusCode: null,
    });
  });

  it('in good order in the middle of the head', async () => {
    const to = await bare(atRequest((socket) => socket.end('HTTP/1.1 200 OK\r\nx-a: b')));
    expect(await post(client(), `http://127.0.0.1:${to.port}/`)).toMatchObject({
      code: 'no_response',
      statusCode: null,
    });
  });

  it('by a reset in the middle of the body, which leaves a success', async () => {
    const to = await bare(
      atRequest((socket) =>
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf', () => {
          setTimeout(() => socket.resetAndDestroy(), 50);
        }),
      ),
    );
    expect(await post(client(), `http://127.0.0.1:${to.port}/`)).toMatchObject({
      code: null,
      statusCode: 200,
      responseTruncated: true,
    });
  });

  it('as soon as it is accepted', async () => {
    const to = await bare((socket) => socket.destroy());
    const { code, statusCode } = await post(client(), `http://127.0.0.1:${to.port}/`);
    expect(['no_response', 'reset']).toContain(code);
    expect(statusCode).toBeNull();
  });
});

describe('a receiver that does not read', () => {
  it('what is larger than the buffers between the two is a timeout, and its connection is closed', async () => {
    const to = await bare((socket) => socket.pause());
    expect(await post(client(), `http://127.0.0.1:${to.port}/`, 64 * 1024 * 1024)).toMatchObject({
      code: 'timeout',
      statusCode: null,
    });
  });

  it('but answers before it has the request: that is its answer', async () => {
    const to = await bare((socket) => {
      socket.pause();
      socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    });
    expect(await post(client(), `http://127.0.0.1:${to.port}/`, 64 * 1024 * 1024)).toMatchObject({
      code: 'http_4xx',
      statusCode: 413,
    });
  });
});

describe('100 Continue that nobody asked for', () => {
  const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

  it.each<[string, string[]]>([
    ['before the answer, in one piece', [`${CONTINUE}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok`]],
    ['in a piece of its own', [CONTINUE, 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok']],
    [
      'without a reason, and among others',
      [
        'HTTP/1.1 103 Early Hints\r\nlink: </>\r\n\r\nHTTP/1.1 100\r\n\r\n',
        `${CONTINUE}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok`,
      ],
    ],
  ])('is passed over: %s', async (_name, pieces) => {
    const { port, connections } = await bare((socket) =>
      socket.setNoDelay().on('data', () => {
        for (const piece of pieces) socket.write(piece);
      }),
    );
    const http = client();
    for (let time = 0; time < 2; time++)
      expect(await post(http, `http://127.0.0.1:${port}/`)).toMatchObject({
        code: null,
        statusCode: 200,
        responseBody: 'ok',
        responseTruncated: false,
      });
    expect(connections()).toBe(1);
  });

  it('is left as it is in a body', async () => {
    const { port } = await bare(
      atRequest((socket) => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${CONTINUE.length}\r\n\r\n`, () =>
          setImmediate(() => socket.write(CONTINUE)),
        );
      }),
    );
    expect(await post(client(), `http://127.0.0.1:${port}/`)).toMatchObject({ responseBody: CONTINUE });
  });
});

describe('what says two things at once', () => {
  it.each([
    ['two lengths', 'content-length: 2\r\ncontent-length: 5\r\n\r\nhello'],
    ['a length and chunks', 'content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'],
    ['a length that is no number', 'content-length: two\r\n\r\nok'],
    ['a header folded over two lines with NUL in it', 'x: a\r\n b\0c\r\n\r\n'],
  ])('%s is not an answer', async (_, rest) => {
    const to = await bare(atRequest((socket) => socket.write(`HTTP/1.1 200 OK\r\n${rest}`)));
    expect(await post(client(), `http://127.0.0.1:${to.port}/`)).toMatchObject({
      code: 'protocol',
      statusCode: null,
    });
  });

  it('two answers to one request: the second is not taken for the next one’s', async () => {
    const answer = (word: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${word.length}\r\n\r\n${word}`;
    const to = await bare((socket, n) => {
      socket.on('data', () => socket.write(n === 1 ? answer('first') + answer('planted') : answer('own')));
    });
    const http = client();
    const url = `http://127.0.0.1:${to.port}/`;
    expect(await post(http, url)).toMatchObject({ code: null, responseBody: 'first' });
    expect(await post(http, url)).toMatchObject({ code: null, responseBody: 'own' });
    expect(to.connections()).toBe(2);
  });
});

describe('TLS', () => {
  it('that is begun and never goes on is a timeout', async () => {
    const to = await bare((socket) => void socket.resume());
    expect(await post(client(), `https://127.0.0.1:${to.port}/`)).toMatchObject({
      code: 'timeout',
      remoteAddress: '127.0.0.1',
    });
    // Its socket goes with the attempt, and not when the time for connecting is over, 5 s.
    await expect.poll(to.open, { timeout: 2000 }).toBe(0);
  });

  it('that drips its greeting is a timeout, and its socket goes with it', async () => {
    const to = await bare(
      atRequest((socket) => {
        let at = 0;
        const timer = setInterval(() => socket.write(greeting().subarray(at, ++at)), 50);
        undo.push(() => clearInterval(timer));
      }),
    );
    expect(await post(client(), `https://127.0.0.1:${to.port}/`)).toMatchObject({ code: 'timeout' });
    await expect.poll(to.open, { timeout: 2000 }).toBe(0);
  });

  it.each([
    ['is closed in the handshake', (socket: net.Socket) => socket.end()],
    ['is reset in the handshake', (socket: net.Socket) => socket.resetAndDestroy()],
    ['answers the handshake with nonsense', (socket: net.Socket) => socket.write('x'.repeat(1000))],
    // Alert, fatal, handshake failure.
    ['refuses the handshake', (socket: net.Socket) => socket.write(Buffer.from([21, 3, 3, 0, 2, 2, 40]))],
    // A record of handshake that announces 16 MB and pours them.
    ['never ends its greeting', (socket: net.Socket) => void pour(socket, greeting())],
  ])('that %s has failed', async (_, behave) => {
    const to = await bare(atRequest(behave));
    const exchange = await post(client(), `https://127.0.0.1:${to.port}/`);
    expect(exchange).toMatchObject({ code: 'tls', statusCode: null });
    await expect.poll(to.open, CLOSING).toBe(0);
  });
});

function greeting(): Buffer {
  const record = Buffer.concat([Buffer.from([22, 3, 3, 0x40, 0x00]), Buffer.alloc(0x4000)]);
  // ServerHello of 2^24 - 1 bytes.
  record.set([2, 0xff, 0xff, 0xff], 5);
  return record;
}

it.each([
  ['interim answers', '', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
  ['a reason', 'HTTP/1.1 200 ', 'and so on '],
  ['blanks', 'HTTP/1.1 200 OK\r\nx:', '          '],
  ['headers of nothing', 'HTTP/1.1 200 OK\r\n', 'a:\r\n'],
])('twenty that pour %s are cut off, and do not keep a good one waiting', async (_, beginning, piece) => {
  const good = await startReceiver();
  undo.push(() => good.close());
  const bad = await bare(
    atRequest((socket) => {
      socket.write(beginning);
      pour(socket, Buffer.from(piece.repeat(1000)));
    }),
  );
  // So long that nobody reaches it who is not kept waiting, on a machine that is busy with other things too.
  const http = client({ timeoutMs: 15_000 });
  const attacks = Array.from({ length: 20 }, () => post(http, bad.url));
  for (let i = 0; i < 20; i++) expect((await post(http, good.url)).code).toBeNull();
  for (const exchange of await Promise.all(attacks))
    expect(exchange).toMatchObject({ code: 'protocol', statusCode: null });
  await expect.poll(bad.open, CLOSING).toBe(0);
});
