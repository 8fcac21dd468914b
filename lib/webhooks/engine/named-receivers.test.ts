import { once } from 'node:events';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { authority, good } from '@/lib/testing/certificates';
import { type DnsAnswer, type DnsServer, startDnsServer } from '@/lib/testing/dns-server';
import { HttpClient, type HttpExchange } from './http-client';

/** Receivers whose names lead elsewhere than one would like, or nowhere; over a name server of the test's own. */

vi.setConfig({ testTimeout: 15_000 });
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const DOCUMENTATION = { cidr: '192.0.2.0/24', port: null };
const LOOPBACK = [
  { cidr: '127.0.0.0/8', port: null },
  { cidr: '::1/128', port: null },
];

async function names(answer: (name: string) => string[] | DnsAnswer): Promise<DnsServer> {
  const made = await startDnsServer(answer);
  undo.push(() => made.close());
  return made;
}

function client({ lookup }: DnsServer, allowed = LOOPBACK): HttpClient {
  const made = new HttpClient({
    policy: { allowedPrivateHosts: allowed, allowedPorts: null },
    timeoutMs: 10_000,
    ca: authority,
    lookup,
  });
  undo.push(() => made.close());
  return made;
}

/** A receiver on one address alone; answers its port. */
async function receiver(host: string): Promise<number> {
  const server = https.createServer(good, (request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(204).end());
  });
  server.listen(0, host);
  await once(server, 'listening');
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const post = (http: HttpClient, port: number, host = 'receiver.test'): Promise<HttpExchange> =>
  http.post({ url: new URL(`https://${host}:${port}/`), headers: {}, body: Buffer.from('{}') });

describe('a name', () => {
  it.each<[string, DnsAnswer]>([
    ['that does not exist', { addresses: [], rcode: 'NXDOMAIN' }],
    ['without an address', { addresses: [] }],
    ['whose name server is at fault', { addresses: [], rcode: 'SERVFAIL' }],
    ['of which nobody says anything', { addresses: [], families: [] }],
  ])('%s leads nowhere', async (_, answer) => {
    const exchange = await post(client(await names(() => answer)), 443);
    expect(exchange).toMatchObject({ code: 'dns', statusCode: null, remoteAddress: null });
    expect(exchange.phases).toMatchObject({ connect: null, tls: null });
    expect(exchange.phases.dns).toBeGreaterThan(0);
  });

  it('that never ends keeps nobody else from being found, however many of them there are', async () => {
    const port = await receiver('127.0.0.1');
    const http = client(
      await names((name) => (name === 'receiver.test' ? ['127.0.0.1'] : { addresses: [], families: [] })),
    );
    let pending = 100;
    const hanging = Array.from({ length: pending }, (__, i) =>
      post(http, port, `n${i}.hanging.test`).finally(() => pending--),
    );
    expect(await post(http, port)).toMatchObject({ code: null, statusCode: 204 });
    expect(pending).toBe(100);
    for (const exchange of await Promise.all(hanging)) expect(exchange.code).toBe('dns');
  });

  it.each<[string, DnsAnswer]>([
    ['behind another name', { addresses: ['10.0.0.1'], alias: 'front.public.test' }],
    ['last of hundreds', { addresses: [...hundreds(), '10.0.0.1'] }],
    ['of the other family', { addresses: ['192.0.2.1', 'fd00::1'] }],
    ['in clothes of the other family', { addresses: ['192.0.2.1', '::ffff:10.0.0.1'] }],
    ['as DNS64 would write it', { addresses: ['192.0.2.1', '64:ff9b::10.0.0.1'] }],
  ])('that leads to a private address %s is refused', async (_, answer) => {
    const http = client(await names(() => answer), [DOCUMENTATION]);
    expect(await post(http, 443)).toMatchObject({ code: 'blocked_address', remoteAddress: null });
  });

  it.each<[string, string[], string]>([
    ['IPv6 alone', ['::1'], '::1'],
    ['IPv6, as nobody is at its IPv4', ['127.0.0.1', '::1'], '::1'],
    ['IPv4, as nobody is at its IPv6', ['127.0.0.1', '::1'], '127.0.0.1'],
    ['IPv4, beside what DNS64 makes of a public one', ['127.0.0.1', '64:ff9b::8.8.8.8'], '127.0.0.1'],
    ['the first of hundreds', Array.from({ length: 200 }, (__, i) => `127.0.1.${i + 1}`), '127.0.1.1'],
  ])('is reached by %s', async (_, addresses, at) => {
    const port = await receiver(at);
    const exchange = await post(client(await names(() => addresses)), port);
    expect(exchange).toMatchObject({ code: null, statusCode: 204, remoteAddress: at });
  });
});

function hundreds(): string[] {
  return Array.from({ length: 200 }, (_, i) => `192.0.2.${i}`);
}
