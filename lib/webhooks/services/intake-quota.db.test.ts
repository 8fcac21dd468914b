import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import { engine } from '@/lib/webhooks/engine/engine';
import { createIngestKey, createOrganization } from '@/prisma/factories';
import { acceptEvent } from './accept-event';
import { acceptEvents } from './accept-events';

// So slow that nothing flows in while a test runs: what a batch takes comes back in 1,000 seconds.
vi.stubEnv('INTAKE_RATE_LIMIT', '1');

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
  expect(one.headers.get('ratelimit-policy')).toBe('"events";q=1000;w=1000');
  expect(left(one.headers)).toBe(999);

  const wrong = await post(acceptEvent, key, {});
  expect(wrong.status).toBe(422);
  expect(left(wrong.headers)).toBeLessThan(1000);

  const batch = await post(acceptEvents, key, { events: Array(900).fill(event) });
  expect(batch.status).toBe(200);
  expect(left(batch.headers)).toBeLessThan(200);

  const over = await post(acceptEvents, key, { events: Array(900).fill(event) });
  expect(over).toMatchObject({ status: 429, body: { code: 'rate_limited', status: 429 } });
  expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(600);
  // It took nothing: what is left is still to be had.
  expect(left(over.headers)).toBeGreaterThanOrEqual(left(batch.headers));
  expect((await post(acceptEvent, key, event)).status).toBe(202);
});

it('gives every key a limit of its own, of which one full batch always passes', async () => {
  const [first, second] = [await createIngestKey(), await createIngestKey()];
  const full = { events: Array(1000).fill(7) };
  for (const { key } of [first, second]) expect((await post(acceptEvents, key, full)).status).toBe(200);
});
