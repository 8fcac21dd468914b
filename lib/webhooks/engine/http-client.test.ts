import { once } from 'node:events';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { expired, good, type Identity, selfSigned, wrongName } from '@/lib/testing/certificates';
import { THIS_MACHINE, testClient } from '@/lib/testing/http-clients';
import { always, never, type Receiver, startReceiver } from '@/lib/testing/receiver';
import { ownAddress } from '@/lib/webhooks/core/test-address';
import { HttpClient, type HttpClientOptions, type HttpExchange } from './http-client';
import type { Lookup } from './name-lookup';

const BODY_KEPT = 16 * 1024;
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const client = (options: Partial<HttpClientOptions> = {}) =>
  testClient(undo, { timeoutMs: 1000, ...options });

async function receiver(answer = always(204)): Promise<Receiver> {
  const made = await startReceiver(answer);
  undo.push(() => made.close());
  return made;
}

/** A server that does as it likes with the bare connection once a request has come; answers its port. */
async function bare(onRequest: (socket: net.Socket) => void, identity?: Identity): Promise<number> {
  const sockets = new Set<net.Socket>();
  const onSocket = (socket: net.Socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.once('data', () => onRequest(socket));
  };
  const server = identity ? tls.createServer(identity, onSocket) : net.createServer(onSocket);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  undo.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const post = (http: HttpClient, url: string): Promise<HttpExchange> =>
  http.post({
    url: new URL(url),
    headers: { 'Content-Type': 'application/json' },
    body: Buffer.from('{"a":1}'),
  });

const resolving =
  (...addresses: string[]): Lookup =>
  (_hostname, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: net.isIP(address) })),
    );

describe('an answer', () => {
  it('is read whole, with phases of the connection that it opened', async () => {
    const { url } = await receiver(always(200, { 'x-a': 'b', 'set-cookie': ['a=1', 'b=2'] }, 'olá'));
    const http = client();
    const first = await post(http, url);
    expect(first).toMatchObject({
      code: null,
      statusCode: 200,
      responseBody: 'olá',
      responseTruncated: false,
      remoteAddress: '127.0.0.1',
      responseHeaders: { 'x-a': 'b', 'set-cookie': 'a=1, b=2' },
      phases: { dns: null, tls: null },
    });
    expect(first.phases.connect).toBeGreaterThan(0);
    expect(first.phases.firstByte).toBeGreaterThan(0);
    expect(first.durationMs).toBeGreaterThan(first.phases.connect ?? 0);
  });

  it('keeps its connection for the next one, which opens none', async () => {
    const to = await receiver();
    const http = client();
    await post(http, to.url);
    const second = await post(http, to.url);
    expect(second.phases).toMatchObject({ dns: null, connect: null, tls: null });
    expect(second.remoteAddress).toBe('127.0.0.1');
    expect(to.connections()).toBe(1);
  });

  it.each([
    [302, 'redirect'],
    [308, 'redirect'],
    [304, 'redirect'],
    [400, 'http_4xx'],
    [503, 'http_5xx'],
  ])('%i is %s, and no redirect is followed', async (status, code) => {
    const elsewhere = await receiver();
    const to = await receiver(always(status, { location: elsewhere.url }));
    expect(await post(client(), to.url)).toMatchObject({ code, statusCode: status });
    expect(elsewhere.connections()).toBe(0);
  });

  it('may be announced by early hints', async () => {
    const to = await receiver((_request, response) => {
      response.writeEarlyHints({ link: '</a>; rel=preload' });
      response.writeHead(200).end('fine');
    });
    expect(await post(client(), to.url)).toMatchObject({ code: null, statusCode: 200, responseBody: 'fine' });
  });

  it('is made safe to store', async () => {
    const to = await receiver(always(200, {}, 'a\0b'));
    expect((await post(client(), to.url)).responseBody).toBe('a\ufffdb');
    to.answer = (_request, response) => response.end(Buffer.from([0x61, 0xff, 0xfe]));
    expect((await post(client(), to.url)).responseBody).toBe('a\ufffd\ufffd');
  });
});

describe('a body', () => {
  it('is cut at 16 KiB, and the rest is not read', async () => {
    let written = 0;
    const port = await bare((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const pour = () => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 0x61))) written += 65_536;
      };
      socket.on('drain', pour);
      pour();
    });
    const exchange = await post(client(), `http://127.0.0.1:${port}/`);
    expect(exchange).toMatchObject({ code: null, statusCode: 200, responseTruncated: true });
    expect(exchange.responseBody).toHaveLength(BODY_KEPT);
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  it('of exactly 16 KiB is whole', async () => {
    const to = await receiver(always(200, {}, 'x'.repeat(BODY_KEPT)));
    const exchange = await post(client(), to.url);
    expect(exchange.responseBody).toHaveLength(BODY_KEPT);
    expect(exchange.responseTruncated).toBe(false);
  });

  it('is never inflated', async () => {
    const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024));
    const to = await receiver((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    const exchange = await post(client(), to.url);
    expect(exchange).toMatchObject({ code: null, responseHeaders: { 'content-encoding': 'gzip' } });
    expect(exchange.responseBody?.length).toBeLessThanOrEqual(bomb.length);
  });

  it('that drips or hangs gets two seconds, and the head has decided', async () => {
    const timers = new Set<NodeJS.Timeout>();
    undo.push(() => {
      for (const timer of timers) clearInterval(timer);
    });
    const drip = (status: number) => (socket: net.Socket) => {
      socket.write(`HTTP/1.1 ${status} Whatever\r\ncontent-length: 1000\r\n\r\n`);
      timers.add(setInterval(() => socket.write('.'), 100));
    };
    const [fine, broken] = [await bare(drip(200)), await bare(drip(500))];
    const http = client({ timeoutMs: 1000 });
    const [success, failure] = await Promise.all([
      post(http, `http://127.0.0.1:${fine}/`),
      post(http, `http://127.0.0.1:${broken}/`),
    ]);
    expect(success).toMatchObject({ code: null, statusCode: 200, responseTruncated: true });
    expect(success.responseBody).toMatch(/^\.{5,}$/);
    expect(success.durationMs).toBeLessThan(3000);
    expect(failure).toMatchObject({ code: 'http_5xx', statusCode: 500, responseTruncated: true });
  });

  it('that breaks off leaves a success', async () => {
    const port = await bare((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'));
    expect(await post(client(), `http://127.0.0.1:${port}/`)).toMatchObject({
      code: null,
      responseBody: 'half',
      responseTruncated: true,
    });
  });
});

describe('no answer', () => {
  it('in time is a timeout, also when the head drips', async () => {
    const silent = await receiver(never);
    const timers = new Set<NodeJS.Timeout>();
    undo.push(() => {
      for (const timer of timers) clearInterval(timer);
    });
    const dripping = await bare((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx: ');
      timers.add(setInterval(() => socket.write('y'), 50));
    });
    const http = client({ timeoutMs: 400 });
    for (const { url, firstByte } of [
      { url: silent.url, firstByte: null },
      { url: `http://127.0.0.1:${dripping}/`, firstByte: expect.any(Number) },
    ]) {
      const exchange = await post(http, url);
      expect(exchange).toMatchObject({
        code: 'timeout',
        statusCode: null,
        responseBody: null,
        responseTruncated: false,
        phases: { firstByte },
      });
      expect(exchange.durationMs).toBeGreaterThanOrEqual(399);
      expect(exchange.durationMs).toBeLessThan(1500);
    }
  });

  it('because nobody listens', async () => {
    const to = await startReceiver();
    await to.close();
    expect(await post(client(), to.url)).toMatchObject({ code: 'connect_refused', remoteAddress: null });
  });

  it.each([
    ['no_response', (socket: net.Socket) => socket.end()],
    ['no_response', (socket: net.Socket) => socket.end('HTTP/1.1 200')],
    ['reset', (socket: net.Socket) => socket.resetAndDestroy()],
    ['protocol', (socket: net.Socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
    ['protocol', (socket: net.Socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}\r\n\r\n`)],
    [
      'protocol',
      (socket: net.Socket) =>
        socket.write('HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    ],
  ])('%s', async (code, behave) => {
    const port = await bare((socket) => void behave(socket));
    expect(await post(client(), `http://127.0.0.1:${port}/`)).toMatchObject({ code, statusCode: null });
  });

  it('because the name does not resolve, or not in time', async () => {
    const failing: Lookup = (_hostname, _options, callback) => callback(new Error('ENOTFOUND'), []);
    const exchange = await post(client({ lookup: failing }), 'https://receiver.test/');
    expect(exchange).toMatchObject({ code: 'dns', remoteAddress: null });
    expect(exchange.phases.dns).not.toBeNull();
    const hanging: Lookup = () => {};
    expect((await post(client({ lookup: hanging, timeoutMs: 200 }), 'https://receiver.test/')).code).toBe(
      'timeout',
    );
    expect((await post(client({ lookup: hanging, timeoutMs: 10_000 }), 'https://receiver.test/')).code).toBe(
      'dns',
    );
  });
});

describe('addresses', () => {
  it('that a name resolves to are judged, and the connection goes to the judged one', async () => {
    const to = await receiver();
    const http = client({
      policy: { allowedPrivateHosts: [], allowedPorts: null },
      lookup: resolving('127.0.0.1'),
    });
    expect(await post(http, `https://crm.example.com:${to.port}/`)).toMatchObject({
      code: 'blocked_address',
      remoteAddress: null,
    });
    expect(to.connections()).toBe(0);
  });

  it('that are literals are judged as well', async () => {
    const to = await receiver();
    const http = client({ policy: { allowedPrivateHosts: [], allowedPorts: null } });
    for (const host of ['127.0.0.1', '2130706433', '[::ffff:127.0.0.1]', 'localhost'])
      expect((await post(http, `http://${host}:${to.port}/`)).code).toBe('blocked_address');
    expect(to.connections()).toBe(0);
  });

  it('are asked for once: what a name says later cannot lead elsewhere', async () => {
    const to = await receiver();
    const lookup = vi.fn(resolving('127.0.0.1'));
    const exchange = await post(client({ lookup }), `http://rebinding.example.com:${to.port}/`);
    expect(exchange).toMatchObject({ code: null, remoteAddress: '127.0.0.1' });
    expect(lookup).toHaveBeenCalledTimes(1);
  });

  it('are refused together when one of them is private', async () => {
    const to = await receiver();
    const mixed = client({ lookup: resolving('127.0.0.1', '10.0.0.1') });
    expect((await post(mixed, `http://mixed.example.com:${to.port}/`)).code).toBe('blocked_address');
    expect(to.connections()).toBe(0);
  });

  it('of localhost are loopback without asking, the allowed one of the two', async () => {
    const to = await receiver();
    const lookup = vi.fn(resolving('10.0.0.1'));
    const exchange = await post(client({ lookup }), `http://localhost:${to.port}/`);
    expect(exchange).toMatchObject({ code: null, remoteAddress: '127.0.0.1' });
    expect(lookup).not.toHaveBeenCalled();
  });
});

describe('the own place', () => {
  it('is reached under its own host alone, without asking a resolver', async () => {
    const to = await receiver();
    const lookup = vi.fn(resolving('127.0.0.1'));
    const policy = {
      allowedPrivateHosts: [],
      allowedPorts: null,
      own: ownAddress(`http://127.0.0.1:${to.port}`),
    };
    const http = client({ policy, lookup });
    expect(await post(http, `http://127.0.0.1:${to.port}/`)).toMatchObject({ code: null, statusCode: 204 });
    expect(lookup).not.toHaveBeenCalled();
    const reached = to.connections();
    for (const url of [
      `http://rebinding.example.com:${to.port}/`,
      `https://rebinding.example.com:${to.port}/`,
      `http://localhost:${to.port}/`,
      `http://127.0.0.2:${to.port}/`,
      `http://[::ffff:127.0.0.1]:${to.port}/`,
      `https://127.0.0.1:${to.port}/`,
    ])
      expect((await post(http, url)).code, url).toBe('blocked_address');
    expect(to.connections()).toBe(reached);
    // Nothing listens there: what goes by this proxy arrives nowhere.
    const proxied = client({ policy, lookup, proxy: new URL('http://127.0.0.1:1') });
    expect(await post(proxied, `http://127.0.0.1:${to.port}/`)).toMatchObject({ statusCode: 204 });
    expect((await post(proxied, 'https://rebinding.example.com/')).statusCode).toBeNull();
  });
});

describe('TLS', () => {
  async function secure(identity: Identity, options: https.ServerOptions = {}): Promise<number> {
    const server = https.createServer({ ...identity, ...options }, (_request, response) =>
      response.end('secret'),
    );
    server.on('tlsClientError', () => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    undo.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }
  const lookup = resolving('127.0.0.1');

  it('is verified against name or address, and its time is known', async () => {
    const port = await secure(good);
    const http = client({ lookup });
    for (const host of ['receiver.test', '127.0.0.1']) {
      const exchange = await post(http, `https://${host}:${port}/`);
      expect(exchange).toMatchObject({ code: null, statusCode: 200, responseBody: 'secret' });
      expect(exchange.phases.tls).toBeGreaterThan(0);
    }
  });

  it.each([
    ['tls_expired', expired],
    ['tls_self_signed', selfSigned],
    ['tls_wrong_name', wrongName],
  ])('%s', async (code, identity) => {
    const port = await secure(identity);
    expect(await post(client({ lookup }), `https://receiver.test:${port}/`)).toMatchObject({
      code,
      statusCode: null,
    });
  });

  it('older than 1.2, of an unknown authority, or none at all is refused', async () => {
    const old = await secure(good, {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const unknown = await secure(good);
    const plain = await receiver();
    expect((await post(client({ lookup }), `https://receiver.test:${old}/`)).code).toBe('tls');
    const system = new HttpClient({
      policy: THIS_MACHINE,
      timeoutMs: 1000,
      lookup,
    });
    undo.push(() => system.close());
    expect((await post(system, `https://receiver.test:${unknown}/`)).code).toBe('tls');
    expect((await post(client({ lookup }), `https://receiver.test:${plain.port}/`)).code).toBe('tls');
    expect(plain.requests).toHaveLength(0);
  });
});
