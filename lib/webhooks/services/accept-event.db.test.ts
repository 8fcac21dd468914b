import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { enginePool, pool, prisma } from '@/lib/db';
import { env } from '@/lib/env';
import { storedDeliveries } from '@/lib/testing/engines';
import { type IntakeAnswer, postEvents } from '@/lib/testing/post-events';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import { engine } from '@/lib/webhooks/engine/engine';
import { createIngestKey, createOrganization, createWebhook } from '@/prisma/factories';
import { acceptEvent } from './accept-event';
import { revokeIngestKey } from './revoke-ingest-key';

const EXAMPLE = EVENT_CATALOGUE['call.completed'].example;
let key: string;
let organizationId: string;

beforeAll(async () => {
  organizationId = (await createOrganization()).id;
  key = (await createIngestKey()).key;
  await createWebhook({ organizationId });
});

afterAll(() => engine().stop());

const send = (body: BodyInit, headers: Record<string, string> = {}) =>
  postEvents(acceptEvent, key, body, headers);

const event = (change: Record<string, unknown> = {}) =>
  JSON.stringify({ organization_id: organizationId, event: 'call.completed', data: EXAMPLE, ...change });
const stored = () => prisma().event.count();

describe('POST /api/events', () => {
  it('answers 202 once event and deliveries are there', async () => {
    const answer = await send(event({ timestamp: '2026-02-20T11:30:00-03:00' }));
    expect(answer).toMatchObject({ status: 202, body: { deliveries: 1, duplicate: false } });
    const row = await prisma().event.findFirst({ where: { id: String(answer.body.id) } });
    expect(row?.body).toBe(
      `{"event":"call.completed","timestamp":"2026-02-20T14:30:00Z","data":${JSON.stringify(EXAMPLE)}}`,
    );
    expect(row).toMatchObject({
      subjectId: EXAMPLE.id,
      customerEmail: 'maria.oliveira@example.com',
      test: false,
    });
    expect(await storedDeliveries(organizationId)).toHaveLength(1);
  });

  it('keeps data byte for byte', async () => {
    const data =
      '{"id":"1","status":"x","big":12345678901234567890,"f":1.0,"e":1E5,"s":"\\u00e9\\/é","duration_seconds":1.0,"attendant_id":"a","customer":{"name":"M"}}';
    const answer = await send(
      `{ "organization_id": "${organizationId}", "event": "call.completed",\n "data": ${data.replaceAll(',', ' , ')} }`,
    );
    expect(answer.status).toBe(202);
    const row = await prisma().event.findFirst({ where: { id: String(answer.body.id) } });
    expect(row?.body).toContain(`"data":${data}}`);
  });

  it('answers a repeat with the first id, another body with 409', async () => {
    const headers = { 'idempotency-key': 'call-7' };
    const first = await send(event(), headers);
    expect(first).toMatchObject({ status: 202, body: { duplicate: false } });
    expect(await send(event(), headers)).toMatchObject({
      status: 200,
      body: { id: first.body.id, deliveries: 1, duplicate: true },
    });
    expect(await send(event({ id: 'call-7' }))).toMatchObject({ status: 200, body: { id: first.body.id } });
    expect(await send(event({ timestamp: '2026-02-20T11:30:00Z' }), headers)).toMatchObject({ status: 409 });
  });

  it('knows a key again whether it came in a header or in the body, as UTF-8', async () => {
    const header = Buffer.from('ligação-7').toString('latin1');
    const first = await send(event(), { 'idempotency-key': header });
    expect(await send(event({ id: 'ligação-7' }))).toMatchObject({
      status: 200,
      body: { id: first.body.id },
    });
    expect((await send(event(), { 'idempotency-key': 'liga\u00e7' })).status).toBe(202);
  });

  it('answers one 202 and else equal 200s to fifty parallel posts of one key', async () => {
    const before = await stored();
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(event({ id: 'parallel' }))));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(49).fill(200), 202]);
    expect(new Set(answers.map(({ body }) => `${body.id} ${body.deliveries}`)).size).toBe(1);
    expect(await stored()).toBe(before + 1);
  });

  it('makes no deliveries on a plan without webhooks', async () => {
    const basic = await createOrganization({ plan: 'basic' });
    await createWebhook({ organizationId: basic.id });
    expect(await send(event({ organization_id: basic.id }))).toMatchObject({
      status: 202,
      body: { deliveries: 0 },
    });
  });

  it('holds for a webhook that is off, and counts that', async () => {
    const other = await createOrganization();
    await createWebhook({ organizationId: other.id, disabledReason: 'manual' });
    expect(await send(event({ organization_id: other.id }))).toMatchObject({
      status: 202,
      body: { deliveries: 1 },
    });
    expect(await storedDeliveries(other.id)).toMatchObject([{ status: 'held', next_attempt_at: null }]);
  });
});

describe('refusals, nothing of which is stored', () => {
  const refused = async (answer: Promise<IntakeAnswer>, status: number, path?: string) => {
    const before = await stored();
    const { body, headers, ...got } = await answer;
    expect(got.status).toBe(status);
    expect(headers.get('content-type')).toBe('application/problem+json');
    if (path !== undefined) expect(body.errors?.map((one) => one.path)).toContain(path);
    expect(await stored()).toBe(before);
  };

  it.each([
    ['no key', { authorization: '' }, 401],
    ['another scheme', { authorization: 'Basic eDp5' }, 401],
    ['no key of ours', { authorization: 'Bearer hello' }, 401],
    ['a key nobody has', { authorization: `Bearer voki_ingest_AAAAAAAA.${'A'.repeat(43)}` }, 401],
    ['text', { 'content-type': 'text/plain' }, 415],
    ['a compressed body', { 'content-encoding': 'gzip' }, 415],
  ])('%s', async (_, headers, status) => {
    await refused(send(event(), headers), status);
  });

  it('the right prefix with another secret', async () => {
    await refused(send(event(), { authorization: `Bearer ${key.slice(0, -4)}AAAA` }), 401);
  });

  it('a key of another organisation, and an organisation that is none', async () => {
    const other = await createOrganization();
    const { key: own } = await createIngestKey({ organizationId: other.id });
    await refused(send(event(), { authorization: `Bearer ${own}` }), 403);
    await refused(send(event({ organization_id: '01900000-0000-7000-8000-00000000dead' })), 404);
  });

  it('a body of more than 256 KiB, as it streams', async () => {
    await refused(send(event({ padding: 'x'.repeat(256 * 1024) })), 413);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(0x20));
      },
    });
    await refused(send(endless), 413);
    expect(sent).toBeLessThan(1024 * 1024);
  });

  it.each<[string, BodyInit]>([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['a byte order mark', `\ufeff${'{}'}`],
    ['invalid UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['surrogates in UTF-8', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['overlong UTF-8', new Uint8Array([0x22, 0xc0, 0x80, 0x22])],
    ['10,000 open brackets', '['.repeat(10_000)],
  ])('%s', async (_, body) => {
    await refused(send(body), 400);
  });

  it.each<[string, string]>([
    ['"duration_seconds":-1', 'data.duration_seconds'],
    ['"duration_seconds":1e999', 'data.duration_seconds'],
    ['"id":"\\ud800"', 'data.id'],
    ['"id":"\\u0000"', 'data.id'],
    ['"__proto__":{}', 'data.__proto__'],
    ['"id":"1","id":"2"', 'data.id'],
    [`"x":${'['.repeat(10_000)}${']'.repeat(10_000)}`, `data.x${'.0'.repeat(30)}`],
  ])('data with %.40s', async (member, path) => {
    const body = `{"organization_id":"${organizationId}","event":"call.completed","data":{${member}}}`;
    await refused(send(body), 422, path);
  });
});

it('a revoked key is refused within seconds, and the last use is noted', async () => {
  const { key: short, ingestKey } = await createIngestKey();
  const use = () => send(event(), { authorization: `Bearer ${short}` });
  expect((await use()).status).toBe(202);
  await revokeIngestKey(ingestKey.id);
  await expect.poll(async () => (await use()).status, { timeout: 5000 }).toBe(401);
  await expect
    .poll(async () => (await prisma().ingestKey.findUnique({ where: { id: ingestKey.id } }))?.lastUsedAt, {
      timeout: 8000,
    })
    .not.toBeNull();
});

it('answers 503 from a server that another one has taken over from, which is read-only, and 202 from the new one', async () => {
  const operator = new pg.Client({ connectionString: env().DATABASE_URL });
  await operator.connect();
  const { rows } = await operator.query<{ name: string }>('SELECT current_database() AS name');
  const switchTo = async (setting: string) => {
    await operator.query(`ALTER DATABASE ${rows[0]?.name} ${setting}`);
    await operator.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
  };
  await switchTo('SET default_transaction_read_only = on');
  const before = await operator.query('SELECT count(*) FROM events');
  for (const body of [event(), event()]) {
    const answer = await send(body);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
  }
  await switchTo('RESET default_transaction_read_only');
  await vi.waitFor(async () => expect((await send(event())).status).toBe(202), { timeout: 10_000 });
  const after = await operator.query('SELECT count(*) FROM events');
  expect(Number(after.rows[0].count)).toBe(Number(before.rows[0].count) + 1);
  await operator.end();
});

it('answers 503 with Retry-After when the database is away', async () => {
  await Promise.all([pool().end(), enginePool().end()]);
  const answer = await send(event());
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
});
