import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type RequestListener,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readRefusal } from '@/lib/action-refusal';

interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
}

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

/** A server with the front door before it, which tells what came through. */
async function serve(settings: Record<string, string>, page?: RequestListener) {
  vi.resetModules();
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  vi.stubEnv('DATABASE_URL', 'postgresql://127.0.0.1/unused');
  const { frontDoor } = await import('@/lib/http/front-door');
  const seen: Seen[] = [];
  const server = createServer(
    frontDoor((request, response) => {
      seen.push({ method: request.method, url: request.url, headers: { ...request.headers } });
      if (page) page(request, response);
      else response.end('page');
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  undo.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  const get = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
    const sent = httpRequest({ host: '127.0.0.1', port, path, headers, method, agent: false }).end();
    const [response] = await once(sent, 'response');
    let body = '';
    for await (const chunk of response.setEncoding('utf8')) body += chunk;
    return { status: response.statusCode as number, headers: response.headers as IncomingHttpHeaders, body };
  };
  return { get, seen };
}

describe('frontDoor', () => {
  it('gives every answer the headers that keep browsers from doing more than we want', async () => {
    const { get } = await serve({ AUTH_URL: 'http://127.0.0.1:3000' });
    const { headers } = await get('/x');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['permissions-policy']).toContain('camera=()');
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  it('tells browsers to keep to https where people come by https', async () => {
    const { get } = await serve({ AUTH_URL: 'https://panel.example.com' });
    expect((await get('/x')).headers['strict-transport-security']).toBe('max-age=31536000');
  });

  it('tells who asks, and never what the client says of itself', async () => {
    const { get, seen } = await serve({ AUTH_URL: 'http://127.0.0.1:3000' });
    await get('/x', { 'x-voki-client-address': '203.0.113.5', 'x-forwarded-for': '203.0.113.5' });
    expect(seen[0]?.headers['x-voki-client-address']).toBe('127.0.0.1');
  });

  it('believes the proxies that it is told to', async () => {
    const { get, seen } = await serve({
      AUTH_URL: 'http://127.0.0.1:3000',
      TRUSTED_PROXIES: '127.0.0.0/8',
    });
    await get('/x', { 'x-forwarded-for': '1.1.1.1, 203.0.113.5' });
    expect(seen[0]?.headers['x-voki-client-address']).toBe('203.0.113.5');
  });

  it('lets nobody choose the host that Next compares Origins with', async () => {
    const { get, seen } = await serve({ AUTH_URL: 'https://panel.example.com' });
    await get('/x', { host: 'evil.example', 'x-forwarded-host': 'evil.example' });
    expect(seen[0]?.headers).toMatchObject({
      'x-forwarded-host': 'panel.example.com',
      'x-forwarded-proto': 'https',
    });
    const own = await serve({ AUTH_URL: 'http://127.0.0.1:3000' });
    await own.get('/x', { host: 'localhost:3000', 'x-forwarded-host': 'evil.example' });
    expect(own.seen[0]?.headers).not.toHaveProperty('x-forwarded-host');
  });

  it('reads a whole URL as its path, of the host that it names', async () => {
    const { get, seen } = await serve({ AUTH_URL: 'https://panel.example.com' });
    await get('http://other.example/api/events?a', { host: 'panel.example.com' }, 'POST');
    expect(seen[0]).toMatchObject({
      url: '/api/events?a',
      headers: { host: 'other.example', 'x-forwarded-host': 'panel.example.com' },
    });
  });

  it('answers an address that nobody can read: 400 to programs, the page of unknown addresses to people', async () => {
    const { get, seen } = await serve({ AUTH_URL: 'http://127.0.0.1:3000' });
    const refused = await get('/api/%ff', { 'accept-language': 'pt-BR' });
    expect(refused.status).toBe(400);
    expect(refused.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'x-content-type-options': 'nosniff',
    });
    expect(JSON.parse(refused.body)).toMatchObject({
      code: 'bad_request',
      detail: expect.stringContaining('UTF-8'),
    });
    expect(seen).toEqual([]);
    await get('/settings/%ff?a=%ff');
    expect(seen[0]?.url).toBe('/unreadable-address');
    await get('/settings/%C3%A3?a=%ff');
    expect(seen[1]?.url).toBe('/settings/%C3%A3?a=%ff');
  });

  it('refuses what Next would answer without a word, and says why', async () => {
    const { get, seen } = await serve({ AUTH_URL: 'https://panel.example.com' });
    const own = { origin: 'https://panel.example.com' };
    for (const [method, path, headers, status, code] of [
      ['OPTIONS', '*', {}, 400, 'bad_request'],
      ['GET', 'ftp://panel.example.com/', {}, 400, 'bad_request'],
      ['GET', 'http://admin@panel.example.com/', {}, 400, 'bad_request'],
      ['DELETE', 'http://panel.example.com/', own, 405, 'method_not_allowed'],
      ['POST', 'https://panel.example.com/', { origin: 'https://evil.example' }, 403, 'forbidden'],
      ['GET', 'http://panel.example.com/api/%ff', {}, 400, 'bad_request'],
      ['TRACE', '/', {}, 405, 'method_not_allowed'],
      ['PROPFIND', '/sign-in?a', {}, 405, 'method_not_allowed'],
      ['DELETE', '/', own, 405, 'method_not_allowed'],
      ['GET', '/', { 'next-router-state-tree': 'x' }, 400, 'bad_request'],
      ['POST', '/', { ...own, 'next-router-state-tree': '[]' }, 400, 'bad_request'],
      ['POST', '/', { origin: 'https://evil.example' }, 403, 'forbidden'],
      ['POST', '/sign-in', { origin: 'null' }, 403, 'forbidden'],
      ['POST', '/', { origin: 'garbage' }, 403, 'forbidden'],
    ] as const) {
      const answer = await get(path, headers, method);
      expect(answer.status, `${method} ${path}`).toBe(status);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(JSON.parse(answer.body)).toMatchObject({ status, code, detail: expect.any(String) });
      if (status === 405) expect(answer.headers.allow).toBe('GET, POST, HEAD, OPTIONS');
    }
    expect(seen).toEqual([]);
    const foreign = await get('/', { origin: 'https://evil.example', 'accept-language': 'pt-BR' }, 'POST');
    expect(JSON.parse(foreign.body).detail).toContain('https://panel.example.com');
    // These are for what stands behind to judge: reads, own changes, changes without an Origin, and the API.
    for (const [method, path, headers] of [
      ['GET', '/', { origin: 'https://evil.example' }],
      ['POST', '/', own],
      ['POST', '/', {}],
      ['POST', '/api/webhooks', { origin: 'https://evil.example' }],
      ['GET', '/', { 'next-router-state-tree': encodeURIComponent('["",{}]') }],
    ] as const)
      expect((await get(path, headers, method)).status).toBe(200);
    expect(seen).toHaveLength(5);
  });

  it('says what a page and a file take, and refuses the rest with the same', async () => {
    const { get, seen } = await serve({ AUTH_URL: 'https://panel.example.com' });
    for (const [path, allow] of [
      ['/sign-in', 'GET, POST, HEAD, OPTIONS'],
      ['/apiary', 'GET, POST, HEAD, OPTIONS'],
      ['/_next/static/x.js', 'GET, HEAD, OPTIONS'],
    ] as const) {
      const options = await get(path, {}, 'OPTIONS');
      expect([options.status, options.headers.allow, options.body], path).toEqual([204, allow, '']);
      const refused = await get(path, {}, 'PUT');
      expect([refused.status, refused.headers.allow], path).toEqual([405, allow]);
    }
    expect((await get('/_next/static/x.js', {}, 'POST')).status).toBe(405);
    expect(seen).toEqual([]);
  });

  it('lets the routes of the API answer to every method', async () => {
    // What a route's OPTIONS makes of it.
    const { otherMethods } = await import('@/lib/http/route');
    const { get, seen } = await serve({ AUTH_URL: 'https://panel.example.com' }, (request, response) => {
      const { url = '', method = '', headers } = request;
      const asked = new Request(new URL(url, 'http://x'), { method, headers: headers as HeadersInit });
      const answer = otherMethods('POST').OPTIONS(asked);
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end();
    });
    const forged = { 'x-voki-method': 'PROPFIND' };
    for (const [method, path, headers, status] of [
      ['OPTIONS', '/api/webhooks', {}, 204],
      ['OPTIONS', '/api?a', forged, 204],
      ['PROPFIND', '/api/webhooks', {}, 405],
      ['TRACE', '/api', forged, 405],
    ] as const) {
      const answer = await get(path, headers, method);
      expect([answer.status, answer.headers.allow], `${method} ${path}`).toEqual([status, 'POST, OPTIONS']);
    }
    expect(seen.map(({ method }) => method)).toEqual(['OPTIONS', 'OPTIONS', 'OPTIONS', 'OPTIONS']);
  });

  it('refuses server actions in the one form of which Next’s client hands on the body', async () => {
    const { get, seen } = await serve({ AUTH_URL: 'https://panel.example.com' });
    const action = { 'next-action': 'a'.repeat(42), 'accept-language': 'pt-BR' };
    for (const [method, headers, status, failure] of [
      [
        'POST',
        { origin: 'https://evil.example' },
        403,
        { code: 'forbidden', key: 'origin_foreign', params: { address: 'https://panel.example.com' } },
      ],
      ['POST', { 'next-router-state-tree': 'x' }, 400, { code: 'bad_request', key: 'router_state' }],
      ['PROPFIND', {}, 405, { code: 'method_not_allowed' }],
    ] as const) {
      const answer = await get('/sign-in', { ...action, ...headers }, method);
      expect(answer.status).toBe(status);
      // `text/plain; charset=utf-8` would already be another one to it.
      expect(answer.headers).toMatchObject({ 'content-type': 'text/plain', 'cache-control': 'no-store' });
      expect(readRefusal(answer.body)).toMatchObject({ params: {}, fields: [], ...failure });
    }
    expect(seen).toEqual([]);
  });

  it('gives a bare fault of Next an id, and leaves every other answer alone', async () => {
    const bare = await serve({ AUTH_URL: 'http://127.0.0.1:3000' }, (_request, response) => {
      response.statusCode = 500;
      response.setHeader('content-type', 'text/plain');
      response.setHeader('content-length', 21);
      response.end('Internal Server Error');
    });
    const answer = await bare.get('/x', { 'accept-language': 'pt-BR' });
    expect(answer.status).toBe(500);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    const { fault_id, detail } = JSON.parse(answer.body);
    expect(detail).toContain(fault_id);
    const ofAction = await bare.get('/x', { 'next-action': 'a'.repeat(42) }, 'POST');
    expect(ofAction).toMatchObject({ status: 500, headers: { 'content-type': 'text/plain' } });
    const failure = readRefusal(ofAction.body);
    expect(failure).toMatchObject({
      code: 'fault',
      key: 'fault',
      faultId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(failure?.params).toEqual({ fault_id: failure?.faultId });
    const page = await serve({ AUTH_URL: 'http://127.0.0.1:3000' }, (_request, response) => {
      response.writeHead(500, { 'content-type': 'text/html' });
      response.write('<p>');
      response.end('Something went wrong');
    });
    expect(await page.get('/x')).toMatchObject({ status: 500, body: '<p>Something went wrong' });
  });
});
