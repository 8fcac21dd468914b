import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { prisma } from '@/lib/db';
import { type ProductProcess, startWorker } from '@/lib/testing/processes';
import { sendRaw } from '@/lib/testing/raw-http';
import { always, type Receiver, startReceiver } from '@/lib/testing/receiver';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import { createIngestKey, createOrganization, createWebhook } from '@/prisma/factories';

/** `npm run worker` with INTAKE_PORT: the process itself, on the database of this test. */

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let worker: ProductProcess;
let receiver: Receiver;
let base: string;
let port: number;
let headers: Record<string, string>;
let organizationId: string;

beforeAll(async () => {
  receiver = await startReceiver();
  organizationId = (await createOrganization()).id;
  await createWebhook({ organizationId, url: receiver.url });
  headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${(await createIngestKey()).key}`,
  };
  worker = await startWorker();
  ({ port, address: base } = worker);
  await worker.ready();
});

afterAll(async () => {
  await worker.kill();
  await receiver.close();
});

const event = (id?: string) =>
  JSON.stringify({
    organization_id: organizationId,
    event: 'call.completed',
    data: EVENT_CATALOGUE['call.completed'].example,
    ...(id && { id }),
  });

/** Posts in pieces, so that no length is told. */
function streamed(path: string): {
  write: (piece: string) => void;
  end: () => void;
  answer: Promise<IncomingMessage>;
} {
  const request = httpRequest(`${base}${path}`, { method: 'POST', headers });
  request.on('error', () => undefined);
  return {
    write: (piece) => request.write(piece),
    end: () => request.end(),
    answer: once(request, 'response').then(([response]) => response as IncomingMessage),
  };
}

describe('with --intake-only', () => {
  it('takes events and leaves them to others', async () => {
    const intake = await startWorker({ args: ['--intake-only'] });
    try {
      await intake.ready();
      const ready = await fetch(`${intake.address}/api/health/ready`);
      expect([ready.status, await ready.json()]).toMatchObject([200, { worker: 'off' }]);
      const before = receiver.requests.length;
      const one = await fetch(`${intake.address}/api/events`, { method: 'POST', headers, body: event() });
      expect(one.status).toBe(202);
      // The worker beside it is told.
      await receiver.received(before + 1);
    } finally {
      await intake.kill();
    }
  });

  it('says that it needs a port', async () => {
    const intake = await startWorker({ args: ['--intake-only'], env: { INTAKE_PORT: '' } });
    expect(await intake.ended).toBe(1);
    expect(intake.output()).toContain('--intake-only needs INTAKE_PORT');
  });
});

describe('the intake of a worker', () => {
  it('takes events and batches, and delivers them', async () => {
    const before = receiver.requests.length;
    const one = await fetch(`${base}/api/events`, { method: 'POST', headers, body: event() });
    expect(one.status).toBe(202);
    expect(await one.json()).toMatchObject({ deliveries: 1, duplicate: false });
    expect(one.headers.get('ratelimit-policy')).toBe('"events";q=5000;w=1');
    const many = await fetch(`${base}/api/events/batch`, {
      method: 'POST',
      headers,
      body: `{"events":[${event()},7]}`,
    });
    expect(await many.json()).toMatchObject({ results: [{ status: 202 }, { status: 422 }] });
    await receiver.received(before + 2);
  });

  it('tells of its health', async () => {
    expect(await (await fetch(`${base}/api/health/live`)).json()).toEqual({ status: 'ok' });
    const ready = await fetch(`${base}/api/health/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ ready: true, worker: 'ok' });
  });

  it.each([
    ['POST', '/api/webhooks', 404, 'not_found'],
    ['GET', '/', 404, 'not_found'],
    ['POST', '/api/events/', 404, 'not_found'],
    ['GET', '/api/events', 405, 'method_not_allowed'],
    ['DELETE', '/api/health/live', 405, 'method_not_allowed'],
    ['PROPFIND', '/api/metrics', 405, 'method_not_allowed'],
    ['OPTIONS', '/api/webhooks', 404, 'not_found'],
    ['PROPFIND', '/', 404, 'not_found'],
  ])('answers %s %s with a problem: nothing else is served', async (method, path, status, code) => {
    const response = await fetch(`${base}${path}`, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status, code });
  });

  it.each([
    ['/api/events', 'POST, OPTIONS'],
    ['/api/events/batch', 'POST, OPTIONS'],
    ['/api/metrics', 'GET, HEAD, OPTIONS'],
    ['/api/health/live', 'GET, HEAD, OPTIONS'],
  ])('says what %s takes: %s', async (path, allow) => {
    const options = await fetch(`${base}${path}`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow'), await options.text()]).toEqual([204, allow, '']);
    for (const method of ['DELETE', 'PROPFIND', 'MKCOL']) {
      const refused = await fetch(`${base}${path}`, { method });
      expect([refused.status, refused.headers.get('allow')], method).toEqual([405, allow]);
      expect((await refused.json()).detail, method).toContain(`It takes ${allow.split(',')[0]}.`);
    }
    const traced = await sendRaw(port, Buffer.from(`TRACE ${path} HTTP/1.1\r\nhost: x\r\n\r\n`));
    expect([traced?.status, traced?.headers.allow]).toEqual([405, allow]);
  });

  it('takes a whole URL for its path', async () => {
    const url = 'http://intake.example/api/health/live';
    const answer = await sendRaw(port, Buffer.from(`GET ${url} HTTP/1.1\r\nhost: x\r\n\r\n`));
    expect(answer).toMatchObject({ status: 200 });
  });

  it('tells of its health to HEAD too, without a body', async () => {
    const response = await fetch(`${base}/api/health/ready`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('counts a body as it streams, and refuses what is too long before it has ended', async () => {
    const { write, answer } = streamed('/api/events');
    for (let sent = 0; sent <= 256; sent += 16) write(' '.repeat(16 * 1024));
    expect((await answer).statusCode).toBe(413);
    const long = await fetch(`${base}/api/events`, { method: 'POST', headers, body: ' '.repeat(257 * 1024) });
    expect(long.status).toBe(413);
  });

  it('takes a body in pieces, and stores nothing of one that breaks off', async () => {
    const before = await prisma().event.count();
    const socket = connect(port, '127.0.0.1');
    const body = event();
    socket.write(
      `POST /api/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: ${headers.authorization}\r\ncontent-length: ${body.length + 1}\r\n\r\n${body}`,
    );
    await vi.waitFor(() => expect(socket.bytesWritten).toBeGreaterThan(body.length));
    socket.destroy();
    const { write, end, answer } = streamed('/api/events');
    for (const character of event()) write(character);
    end();
    expect((await answer).statusCode).toBe(202);
    expect(await prisma().event.count()).toBe(before + 1);
    expect(worker.output()).not.toContain('fault');
  });
});

it('says in one line that its port is taken', async () => {
  const second = await startWorker({ port });
  expect(await second.ended).toBe(1);
  expect(second.output().trim().split('\n')).toEqual([
    expect.stringContaining(`Port ${port} on 127.0.0.1 is taken`),
  ]);
});

it('answers what it has begun to take, delivers that, and ends, on SIGTERM', async () => {
  const before = receiver.requests.length;
  const { write, end, answer } = streamed('/api/events');
  const body = event('last');
  write(body.slice(0, 10));
  await fetch(`${base}/api/health/live`);
  receiver.answer = (request, response) => setImmediate(() => always(204)(request, response));
  worker.child.kill('SIGTERM');
  await vi.waitFor(() => expect(worker.output()).toContain('Stopping'), { timeout: 20_000 });
  await expect
    .poll(() =>
      fetch(`${base}/api/health/live`).then(
        () => 'served',
        () => 'closed',
      ),
    )
    .toBe('closed');
  write(body.slice(10));
  end();
  const accepted = await answer;
  expect(accepted.statusCode).toBe(202);
  expect(JSON.parse(await text(accepted))).toMatchObject({ deliveries: 1 });
  expect(await worker.ended).toBe(0);
  expect(receiver.requests.length).toBe(before + 1);
  const deliveries = await prisma().delivery.findMany({
    where: { organizationId },
    select: { status: true },
  });
  expect(new Set(deliveries.map(({ status }) => status))).toEqual(new Set(['success']));
});
