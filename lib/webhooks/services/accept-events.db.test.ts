import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pool, prisma } from '@/lib/db';
import { type IntakeAnswer, postEvents } from '@/lib/testing/post-events';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import { engine } from '@/lib/webhooks/engine/engine';
import { createIngestKey, createOrganization, createWebhook } from '@/prisma/factories';
import { acceptEvents } from './accept-events';

const EXAMPLE = EVENT_CATALOGUE['call.completed'].example;
let key: string;
let organizationId: string;

beforeAll(async () => {
  organizationId = (await createOrganization()).id;
  key = (await createIngestKey()).key;
  await createWebhook({ organizationId });
});

afterAll(() => engine().stop());

const send = (body: string, headers: Record<string, string> = {}) =>
  postEvents(acceptEvents, key, body, headers);
const event = (change: Record<string, unknown> = {}) =>
  JSON.stringify({ organization_id: organizationId, event: 'call.completed', data: EXAMPLE, ...change });
const stored = () => prisma().event.count();

describe('POST /api/events/batch', () => {
  const batch = (...events: string[]) => send(`{"events":[${events.join(',')}]}`);

  it('knows events without a key of their own again under that of the request', async () => {
    const under = (name: string, ...events: string[]) =>
      send(`{"events":[${events.join(',')}]}`, { 'idempotency-key': name });
    const results = ({ body }: IntakeAnswer) => body.results as { status: number; id?: string }[];
    const [a, b] = [event({ data: { ...EXAMPLE, id: 'a' } }), event({ data: { ...EXAMPLE, id: 'b' } })];
    const own = event({ id: 'its own' });
    const before = await stored();
    const first = results(await under('batch-1', a, a, b, own));
    expect(first.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    const again = results(await under('batch-1', a, a, b, own));
    expect(again).toMatchObject(first.map(({ id }) => ({ status: 200, id, duplicate: true })));
    // The rest alone, in another order, with something new.
    const rest = results(await under('batch-1', own, b, event({ data: { ...EXAMPLE, id: 'c' } })));
    expect(rest).toMatchObject([{ id: first[3]?.id }, { id: first[2]?.id }, { status: 202 }]);
    expect(results(await under('batch-2', a, own))).toMatchObject([{ status: 202 }, { status: 200 }]);
    expect(await stored()).toBe(before + 6);
    expect(await under('k'.repeat(256), a)).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'Idempotency-Key' }] },
    });
    expect(results(await under('k'.repeat(255), a))).toMatchObject([{ status: 202 }]);
  });

  it('answers each in order, a bad one stopping no other', async () => {
    const { status, body } = await batch(
      event({ id: 'b1' }),
      event({ event: 'call.exploded' }),
      '7',
      event({ organization_id: '01900000-0000-7000-8000-00000000dead' }),
      event({ data: EXAMPLE, id: 'b2' }).replace('"data":{', '"data":{"id":"twice",'),
      event({ id: 'b3' }),
    );
    expect(status).toBe(200);
    expect(body.results).toMatchObject([
      { status: 202, deliveries: 1, duplicate: false },
      { status: 422, errors: [{ path: 'event' }] },
      { status: 422, errors: [{ path: '' }] },
      { status: 404 },
      { status: 422, errors: [{ path: 'data.id' }] },
      { status: 202 },
    ]);
    const again = await batch(event({ id: 'b1' }), event({ id: 'b1', event: 'call.started' }));
    expect(again.body.results).toMatchObject([{ status: 200, duplicate: true }, { status: 409 }]);
  });

  it('takes 1 to 1,000 events', async () => {
    expect(await batch()).toMatchObject({ status: 422, body: { errors: [{ path: 'events' }] } });
    expect(await send('{"events":{}}')).toMatchObject({ status: 422 });
    expect(await batch(...Array(1001).fill('1'))).toMatchObject({ status: 422 });
    const full = await batch(...Array.from({ length: 1000 }, () => event()));
    expect((full.body.results as { status: number }[]).every(({ status }) => status === 202)).toBe(true);
  });

  it('tells what was taken beside what the database failed at, and fails as a whole where it took nothing', async () => {
    await pool().query(`CREATE FUNCTION fail_on_purpose() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'on purpose'; END $$`);
    await pool().query(`CREATE TRIGGER fail_on_purpose BEFORE INSERT ON events FOR EACH ROW
      WHEN (NEW.subject_id = 'fails') EXECUTE FUNCTION fail_on_purpose()`);
    const fails = event({ data: { ...EXAMPLE, id: 'fails' } });
    const { status, body } = await batch(event(), fails, '7', event());
    expect(status).toBe(200);
    expect(body.results).toEqual([
      expect.objectContaining({ status: 202 }),
      { status: 500, code: 'fault', fault_id: expect.any(String) },
      expect.objectContaining({ status: 422 }),
      expect.objectContaining({ status: 202 }),
    ]);
    expect(await batch(fails, '7')).toMatchObject({ status: 500, body: { fault_id: expect.any(String) } });
    await pool().query('DROP TRIGGER fail_on_purpose ON events');
  });

  it('is refused as a whole when it is no list of events beyond doubt', async () => {
    for (const [text, path] of [
      [`{"events":[${event()}],"events":[${event()}]}`, 'events'],
      [`{"events":[${event()}],"__proto__":{}}`, '__proto__'],
    ] as const) {
      const before = await stored();
      expect(await send(text)).toMatchObject({ status: 422, body: { errors: [{ path }] } });
      expect(await stored()).toBe(before);
    }
  });

  it('is bounded in size, as a whole and by event', async () => {
    const large = event({ padding: 'x'.repeat(256 * 1024) });
    expect((await batch(large, event())).body.results).toMatchObject([{ status: 413 }, { status: 202 }]);
    expect(await batch(large, large, large, large)).toMatchObject({ status: 413 });
  });
});
