import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerStarting } from './starting';

const server = createServer(answerStarting);
let base: string;

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

it('tells programs that it is starting as a problem, and when to come again', async () => {
  const answer = await fetch(`${base}/api/events`, { method: 'POST', body: '{}' });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.headers.get('retry-after')).toBe('5');
  expect(await answer.json()).toMatchObject({
    status: 503,
    code: 'unavailable',
    detail: 'Voki is starting.',
  });
});

it('tells people in their language', async () => {
  const answer = await fetch(`${base}/settings/webhooks`, { headers: { 'accept-language': 'pt-BR' } });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await answer.text()).toBe('O Voki está iniciando.\n');
});
