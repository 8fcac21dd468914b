import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { log } from '@/lib/log';
import { authority, good, selfSigned } from '@/lib/testing/certificates';
import { HttpClient, type HttpExchange } from './http-client';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function listening(server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => sockets.add(socket.on('error', () => {})));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  undo.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return (server.address() as AddressInfo).port;
}

interface Proxy {
  url: string;
  /** What it was asked to connect to, and by whom. */
  asked: { target: string; authorization: string | undefined }[];
}

/** An egress proxy that knows every name as this machine, and refuses one. */
async function startProxy(answer: 'connect' | 'hang' | number = 'connect'): Promise<Proxy> {
  const asked: Proxy['asked'] = [];
  const server = http.createServer();
  server.on('connect', (request, socket: net.Socket, head) => {
    asked.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    if (answer === 'hang') return;
    if (answer !== 'connect') {
      socket.end(`HTTP/1.1 ${answer} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const upstream = net.connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  return { url: `http://127.0.0.1:${await listening(server)}`, asked };
}

const receiver = async (identity = good) =>
  listening(
    https.createServer(identity, (request, response) =>
      request.resume().on('end', () => response.end('olá')),
    ),
  );

function post(proxy: string, url: string, timeoutMs = 3000, lookup = vi.fn()): Promise<HttpExchange> {
  const client = new HttpClient({
    policy: { allowedPrivateHosts: [], allowedPorts: null },
    proxy: new URL(proxy),
    ca: authority,
    timeoutMs,
    lookup,
  });
  undo.push(() => client.close());
  return client
    .post({ url: new URL(url), headers: {}, body: Buffer.from('{}') })
    .finally(() => expect(lookup).not.toHaveBeenCalled());
}

describe('by an egress proxy', () => {
  it('a name is the proxy’s to resolve, and TLS is still between the receiver and us', async () => {
    const port = await receiver();
    const proxy = await startProxy();
    const exchange = await post(proxy.url, `https://receiver.test:${port}/`);
    expect(exchange).toMatchObject({ code: null, statusCode: 200, responseBody: 'olá' });
    // The address that one would see is the proxy's.
    expect([exchange.remoteAddress, exchange.phases.dns]).toEqual([null, null]);
    expect(exchange.phases.tls).toBeGreaterThan(0);
    expect(proxy.asked).toEqual([{ target: `receiver.test:${port}`, authorization: undefined }]);
    const forged = await post(proxy.url, `https://receiver.test:${await receiver(selfSigned)}/`);
    expect(forged.code).toBe('tls_self_signed');
  });

  it('literal addresses are judged before the proxy hears of them', async () => {
    const proxy = await startProxy();
    for (const host of ['127.0.0.1', '[::1]', '169.254.169.254', '[::ffff:10.0.0.1]', 'localhost', '0x7f.1'])
      expect((await post(proxy.url, `https://${host}/`)).code, host).toBe('blocked_address');
    expect(proxy.asked).toEqual([]);
  });

  it.each([
    [403, 'blocked_address'],
    [407, 'blocked_address'],
    [502, 'connect_refused'],
    [504, 'connect_timeout'],
  ])('its refusal %i is %s', async (status, code) => {
    const proxy = await startProxy(status);
    expect(await post(proxy.url, 'https://internal.test/')).toMatchObject({ code, statusCode: null });
    expect(proxy.asked).toHaveLength(1);
  });

  it('its password is shown to it', async () => {
    const proxy = await startProxy(403);
    await post(proxy.url.replace('://', '://voki:p%40ss@'), 'https://internal.test/');
    expect(proxy.asked[0]?.authorization).toBe(`Basic ${Buffer.from('voki:p@ss').toString('base64')}`);
  });

  it('that hangs or is away ends in time, and only that it is away is for the operator', async () => {
    const written = vi.spyOn(log, 'error');
    undo.push(() => written.mockRestore());
    const proxy = await startProxy('hang');
    expect((await post(proxy.url, 'https://receiver.test/', 300)).code).toBe('timeout');
    expect((await post('http://127.0.0.1:1', 'https://receiver.test/')).code).toBe('connect_timeout');
    expect(written.mock.calls).toEqual([
      [{ reason: 'ECONNREFUSED' }, expect.stringContaining('DELIVERY_PROXY_URL cannot be reached')],
    ]);
  });
});
