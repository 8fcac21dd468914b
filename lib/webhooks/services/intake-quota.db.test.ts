import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { env } from '@/lib/env';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import { engine } from '@/lib/webhooks/engine/engine';
import { createIngestKey, createOrganization } from '@/prisma/factories';
import { acceptEvent } from './accept-event';
import { acceptEvents } from './accept-events';

vi.stubEnv('INTAKE_RATE_LIMIT', '100');

let event: Record<string, unknown>;

beforeAll(async () => {
  const { id } = await createOrganization();
  event = { organization_id: id, event: 'call.completed', data: EVENT_CATALOGUE['call.completed'].example };
});

afterAll(() => engine().stop());

async function post(to: (request: Request) => Promise<Response>, key: string, body: unknown) {
  const response = await to(
    new Request('http://127.0.0.1/api/events', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    }),
  );
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const left = (headers: Headers) =>
  Number(/^"events";r=(\d+);t=\d+$/.exec(headers.get('ratelimit') ?? '')?.[1]);

it('tells with each answer what a key has left, counts a batch by its events, and refuses what is over it', async () => {
  const { key } = await createIngestKey();
  const one = await post(acceptEvent, key, event);
  expect(one.status).toBe(202);
  expect(one.headers.get('ratelimit-policy')).toBe('"events";q=100;w=1');
  expect(left(one.headers)).toBe(99);

  const wrong = await post(acceptEvent, key, {});
  expect(wrong.status).toBe(422);
  expect(left(wrong.headers)).toBeLessThan(100);

  // More than a second's worth: a full bucket lets it pass, and nothing follows until that has flowed in.
  const other = (await createIngestKey()).key;
  const batch = await post(acceptEvents, other, { events: Array(1000).fill(7) });
  expect(batch.status).toBe(200);
  expect(left(batch.headers)).toBe(0);
  const over = await post(acceptEvent, other, event);
  expect(over).toMatchObject({ status: 429, body: { code: 'rate_limited', status: 429 } });
  expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(5);
  expect(Number(over.headers.get('retry-after'))).toBeLessThan(11);
  // Each key has a limit of its own.
  expect((await post(acceptEvent, key, event)).status).toBe(202);
});

it('refuses the first one over a small limit', async () => {
  env().INTAKE_RATE_LIMIT = 1;
  const { key } = await createIngestKey();
  const statuses: number[] = [];
  // However long each takes: of twenty that come as quickly as they can, not all come within their rate.
  for (let count = 0; count < 20; count++) statuses.push((await post(acceptEvent, key, event)).status);
  expect(statuses[0]).toBe(202);
  expect(statuses).toContain(429);
});
