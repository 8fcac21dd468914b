import type net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type BareReceiver, startBareReceiver } from '@/lib/testing/bare-receiver';
import { testClient } from '@/lib/testing/http-clients';
import type { HttpClient, HttpExchange } from './http-client';

/** What receivers answer that is not as the book has it, and what of it counts. */

const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const client = () => testClient(undo, { timeoutMs: 3000 });

async function answering(behave: (socket: net.Socket) => void): Promise<BareReceiver> {
  const made = await startBareReceiver((socket) => void socket.on('data', () => behave(socket)));
  undo.push(() => made.close());
  return made;
}

const post = (http: HttpClient, url: string): Promise<HttpExchange> =>
  http.post({ url: new URL(url), headers: {}, body: Buffer.from('{}') });

/** Two deliveries to a receiver that writes `answer` each time, and how many connections that took. */
async function twice(answer: string): Promise<{ exchanges: HttpExchange[]; connections: number }> {
  const { url, connections } = await answering((socket) => socket.write(answer, 'latin1'));
  const http = client();
  const exchanges = [await post(http, url), await post(http, url)];
  return { exchanges, connections: connections() };
}

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const CHUNKED = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';

describe('is an answer, and leaves a connection that can be trusted', () => {
  it.each<[string, string, Partial<HttpExchange>]>([
    [
      'a coding below the chunks',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
      { responseBody: 'ok' },
    ],
    ['extensions of chunks', `${CHUNKED}2;a=b;c="d"\r\nok\r\n0;e\r\n\r\n`, { responseBody: 'ok' }],
    ['trailers', `${CHUNKED}2\r\nok\r\n0\r\nx-sum: 1\r\n\r\n`, { responseBody: 'ok' }],
    ['205 with a body', 'HTTP/1.1 205 Reset Content\r\ncontent-length: 2\r\n\r\nok', { statusCode: 205 }],
    [
      'HTTP/1.0 that keeps alive',
      'HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nok',
      {},
    ],
    [
      'an offer to upgrade',
      'HTTP/1.1 200 OK\r\nconnection: upgrade\r\nupgrade: h2c\r\ncontent-length: 2\r\n\r\nok',
      {},
    ],
    ['empty lines around it', `\r\n\r\n${OK}\r\n`, { responseBody: 'ok' }],
    ['a reason of garbage', 'HTTP/1.1 200 \x80\xff\x1b[31m<b>\0\r\ncontent-length: 2\r\n\r\nok', {}],
    ['no reason', 'HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok', {}],
    [
      'interim answers of any number',
      `HTTP/1.1 102 A\r\n\r\nHTTP/1.1 199 B\r\n\r\n${OK}`,
      { statusCode: 200 },
    ],
    [
      'an interim answer with a length',
      `HTTP/1.1 103 Early\r\ncontent-length: 5\r\n\r\n${OK}`,
      { responseBody: 'ok' },
    ],
    ['cookies', OK.replace('\r\n\r\n', '\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n\r\n'), {}],
    ['names of objects as headers', OK.replace('\r\n\r\n', '\r\nconstructor: a\r\ntoString: b\r\n\r\n'), {}],
  ])('%s', async (_, answer, expected) => {
    const { exchanges, connections } = await twice(answer);
    for (const exchange of exchanges)
      expect(exchange).toMatchObject({ code: null, responseTruncated: false, ...expected });
    expect(connections).toBe(1);
  });
});

describe('is an answer, but not a connection to go on with', () => {
  it.each<[string, string, Partial<HttpExchange>]>([
    [
      '204 with a length',
      'HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\n',
      { code: null, statusCode: 204 },
    ],
    ['204 with a body', 'HTTP/1.1 204 No Content\r\n\r\nok', { code: null, responseBody: '' }],
    [
      '204 with chunks',
      'HTTP/1.1 204 No Content\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
      { code: null },
    ],
    [
      '304 with a body',
      'HTTP/1.1 304 Not Modified\r\ncontent-length: 2\r\n\r\nok',
      { code: 'redirect', statusCode: 304 },
    ],
    [
      'more than the length says',
      'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok and more',
      { code: null, responseBody: 'ok' },
    ],
    [
      'a second answer',
      `${OK}HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n`,
      { code: null, responseBody: 'ok' },
    ],
    ['the beginning of a second answer', `${OK}H`, { code: null, responseBody: 'ok' }],
    [
      'the same length twice',
      OK.replace('\r\n\r\n', '\r\ncontent-length: 2\r\n\r\n'),
      { code: null, responseBody: 'ok', responseTruncated: false },
    ],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok', { code: null, responseBody: 'ok' }],
    [
      'HTTP/1.0 in chunks',
      `${CHUNKED.replace('HTTP/1.1', 'HTTP/1.0').replace('\r\n\r\n', '\r\nconnection: keep-alive\r\n\r\n')}2\r\nok\r\n0\r\n\r\n`,
      { code: null, responseBody: 'ok', responseTruncated: false },
    ],
    [
      'close and keep-alive at once',
      OK.replace('\r\n\r\n', '\r\nconnection: keep-alive\r\nconnection: close\r\n\r\n'),
      { code: null },
    ],
    ['keep-alive for no time', OK.replace('\r\n\r\n', '\r\nkeep-alive: timeout=0\r\n\r\n'), { code: null }],
    [
      'a chunk whose size is none',
      `${CHUNKED}2\r\nok\r\nzz\r\n`,
      { code: null, responseBody: 'ok', responseTruncated: true },
    ],
    [
      'a chunk that is longer than its size',
      `${CHUNKED}2\r\nok!!0\r\n\r\n`,
      { code: null, responseTruncated: true },
    ],
    [
      'a chunk of more than there are numbers',
      `${CHUNKED}ffffffffffffffffff\r\nok`,
      { code: null, responseTruncated: true },
    ],
  ])('%s', async (_, answer, expected) => {
    const { exchanges, connections } = await twice(answer);
    for (const exchange of exchanges) expect(exchange).toMatchObject(expected);
    expect(connections).toBe(2);
  });
});

describe('counts as', () => {
  it.each<[string, number, string]>([
    ['redirect', 300, ''],
    ['redirect', 307, 'location: /\r\n'],
    ['http_4xx', 401, 'www-authenticate: Negotiate\r\n'],
    ['http_4xx', 407, 'proxy-authenticate: Basic\r\n'],
    ['http_4xx', 408, ''],
    ['http_4xx', 421, ''],
    ['http_4xx', 426, 'connection: upgrade\r\nupgrade: h2c\r\n'],
    ['protocol', 600, ''],
    ['protocol', 999, ''],
  ])('%s: %i', async (code, status, headers) => {
    const { exchanges } = await twice(`HTTP/1.1 ${status} X\r\n${headers}content-length: 2\r\n\r\nok`);
    for (const exchange of exchanges)
      expect(exchange).toMatchObject({ code, statusCode: status, responseBody: 'ok' });
  });
});

describe('is no answer', () => {
  it.each<[string, string]>([
    ['a page without a head', '<html>hello</html>'],
    ['HTTP/2 in letters', OK.replace('HTTP/1.1', 'HTTP/2')],
    ['a line of another protocol', OK.replace('HTTP/1.1', 'ICY')],
    ['a status below 100', OK.replace('200', '099')],
    ['a status of four digits', OK.replace('200', '1000')],
    ['a status of letters', OK.replace('200', '2OO')],
    ['101 without being asked', 'HTTP/1.1 101 Switching\r\n\r\n'],
    ['another length beside it', OK.replace('\r\n\r\n', '\r\ncontent-length: 3\r\n\r\n')],
    ['a length with a sign', OK.replace('length: 2', 'length: +2')],
    ['a length beyond all numbers', OK.replace('length: 2', `length: ${'9'.repeat(30)}`)],
    ['chunks and then a length', `${CHUNKED.slice(0, -2)}content-length: 12\r\n\r\n2\r\nok\r\n0\r\n\r\n`],
    ['a header without a name', OK.replace('\r\n\r\n', '\r\n: a\r\n\r\n')],
    ['a header without a colon', OK.replace('\r\n\r\n', '\r\na\r\n\r\n')],
    ['a header with a space in its name', OK.replace('\r\n\r\n', '\r\na b: c\r\n\r\n')],
    ['a header with NUL in it', OK.replace('\r\n\r\n', '\r\na: b\0c\r\n\r\n')],
    ['a header over several lines', OK.replace('\r\n\r\n', '\r\na: b\r\n c\r\n\r\n')],
    ['a bare CR in a line', OK.replace('200 OK', '200 O\rK')],
    ['lines that end with LF alone', OK.replaceAll('\r\n', '\n')],
    ['a header of 64 KiB', OK.replace('\r\n\r\n', `\r\na: ${'b'.repeat(65_536)}\r\n\r\n`)],
    ['10,000 headers', OK.replace('\r\n\r\n', `\r\n${'a: b\r\n'.repeat(10_000)}\r\n`)],
    ['10,000 headers without a value', OK.replace('\r\n\r\n', `\r\n${'a:\r\n'.repeat(10_000)}\r\n`)],
    ['a reason of a megabyte', OK.replace('OK', 'O'.repeat(1 << 20))],
  ])('%s', async (_, answer) => {
    const { exchanges, connections } = await twice(answer);
    for (const exchange of exchanges)
      expect(exchange).toMatchObject({ code: 'protocol', statusCode: null, responseHeaders: null });
    expect(connections).toBe(2);
  });
});

it('a receiver that speaks first speaks no HTTP', async () => {
  const made = await startBareReceiver((socket) => void socket.write('220 mail.example ESMTP\r\n'));
  undo.push(() => made.close());
  expect(await post(client(), made.url)).toMatchObject({ code: 'protocol', statusCode: null });
});

describe('a body without a length', () => {
  it('is whole when its connection ends in good order, and not when it is reset', async () => {
    const end = await answering((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nhello'));
    expect(await post(client(), end.url)).toMatchObject({ responseBody: 'hello', responseTruncated: false });
    const reset = await answering((socket) =>
      socket.write('HTTP/1.1 200 OK\r\n\r\nhello', () => setTimeout(() => socket.resetAndDestroy(), 50)),
    );
    expect(await post(client(), reset.url)).toMatchObject({
      code: null,
      responseBody: 'hello',
      responseTruncated: true,
    });
  });
});
