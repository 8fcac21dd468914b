import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { prisma } from '@/lib/db';
import { frontDoor } from '@/lib/http/front-door';
import { rawPost, sendRaw } from '@/lib/testing/raw-http';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import { createIngestKey, createOrganization, createWebhook } from '@/prisma/factories';
import { intakeFirst } from './intake-door';

/** The server of `npm start` up to where Next begins. */

const NEXT = 299;

let server: Server;
let port: number;
let organizationId: string;
let key: string;

beforeAll(async () => {
  organizationId = (await createOrganization()).id;
  await createWebhook({ organizationId, url: 'https://crm.example.com/voki' });
  ({ key } = await createIngestKey());
  server = createServer(
    frontDoor(intakeFirst((_request, response) => response.writeHead(NEXT).end('asked of Next'))),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ({ port } = server.address() as AddressInfo);
});

afterAll(async () => {
  server.closeAllConnections();
  await once(server.close(), 'close');
});

const event = (id?: string) =>
  JSON.stringify({
    organization_id: organizationId,
    event: 'call.completed',
    data: EVENT_CATALOGUE['call.completed'].example,
    ...(id && { id }),
  });

const post = (path: string, body: string) =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body,
  });

const stored = () => prisma().event.count({ where: { organizationId } });

it.each(['/api/events', '/api/events?source=pbx'])('takes an event posted to %s', async (path) => {
  const before = await stored();
  const answer = await post(path, event());
  expect(answer.status).toBe(202);
  expect(answer.headers.get('content-length')).not.toBeNull();
  expect(answer.headers.get('ratelimit-policy')).toBe('"events";q=5000;w=1');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(await answer.json()).toMatchObject({ deliveries: 1, duplicate: false });
  expect(await stored()).toBe(before + 1);
});

it('takes an event whose address is a whole URL', async () => {
  const before = await stored();
  const body = Buffer.from(event());
  const answer = await sendRaw(
    port,
    rawPost('http://intake.example/api/events', { authorization: `Bearer ${key}` }, body),
  );
  expect(answer?.status).toBe(202);
  expect(await stored()).toBe(before + 1);
});

it('takes a batch', async () => {
  const answer = await post('/api/events/batch', `{"events":[${event()},7]}`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ results: [{ status: 202 }, { status: 422 }] });
});

it('answers parallel repeats of one key alike', async () => {
  const before = await stored();
  const answers = await Promise.all(
    Array.from({ length: 50 }, async () => (await post('/api/events', event('repeated'))).json()),
  );
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  expect(await stored()).toBe(before + 1);
});

it('refuses as a problem, and under the name of the status', async () => {
  const answer = await post('/api/events', '{}');
  expect([answer.status, answer.statusText]).toEqual([422, 'Unprocessable Entity']);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
});

it.each([
  ['GET', '/api/events'],
  ['HEAD', '/api/events'],
  ['PUT', '/api/events/batch'],
  ['OPTIONS', '/api/events'],
  ['POST', '/api/events/'],
  ['POST', '/api/%65vents'],
  ['POST', '//api/events'],
  ['POST', '/API/events'],
  ['POST', '/api/events/batch/more'],
  ['POST', '/api/webhooks'],
  ['POST', '/constructor'],
])('leaves %s %s to Next', async (method, path) => {
  const answer = await sendRaw(
    port,
    Buffer.from(`${method} ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`),
  );
  expect(answer?.status).toBe(NEXT);
});

it('refuses what is too long while it still comes, and takes nothing behind it on that connection', async () => {
  const before = await stored();
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const received = text(socket);
  const head = `host: x\r\ncontent-type: application/json\r\nauthorization: Bearer ${key}\r\n`;
  const hidden = event();
  socket.write(
    `POST /api/events HTTP/1.1\r\n${head}content-length: ${2 ** 20}\r\n\r\n${' '.repeat(300_000)}`,
  );
  socket.write(
    `POST /api/events HTTP/1.1\r\n${head}content-length: ${Buffer.byteLength(hidden)}\r\n\r\n${hidden}`,
  );
  const answers = await received;
  expect(answers.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 413']);
  socket.destroy();
  expect(await stored()).toBe(before);
});

it('stores nothing of a body that breaks off, and goes on', async () => {
  const before = await stored();
  const socket = connect(port, '127.0.0.1');
  const closed = once(socket, 'close');
  const body = event();
  socket.write(
    `POST /api/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: Bearer ${key}\r\ncontent-length: ${body.length + 1}\r\n\r\n${body}`,
  );
  await vi.waitFor(() => expect(socket.bytesWritten).toBeGreaterThan(body.length));
  socket.destroy();
  await closed;
  expect((await post('/api/events', event())).status).toBe(202);
  expect(await stored()).toBe(before + 1);
});
