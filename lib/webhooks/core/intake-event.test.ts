import { describe, expect, it } from 'vitest';
import { EVENT_CATALOGUE } from './event-catalogue';
import { type IntakeEvent, judgeIntakeEvent } from './intake-event';
import { scanEvents } from './json-source';

const NOW = new Date('2026-03-01T12:00:00.500Z');
const ORGANIZATION = '01900000-0000-7000-8000-00000000000A';
const DATA = JSON.stringify(EVENT_CATALOGUE['call.completed'].example);

const judge = (text: string, header: string | null = null) => {
  const [record] = scanEvents(text, 'single').records;
  if (!record) throw new Error('no record');
  return judgeIntakeEvent(record, header, NOW);
};
const posted = (change: Record<string, unknown> = {}) =>
  JSON.stringify({
    organization_id: ORGANIZATION,
    event: 'call.completed',
    data: JSON.parse(DATA),
    ...change,
  });
const accepted = (text: string, header: string | null = null): IntakeEvent => {
  const judgement = judge(text, header);
  if (!judgement.ok) throw new Error(JSON.stringify(judgement.fields));
  return judgement.event;
};
const wrong = (text: string, header: string | null = null) => {
  const judgement = judge(text, header);
  return judgement.ok ? [] : judgement.fields.map(({ path, key }) => `${path.join('.')} ${key}`);
};

it('makes the body that is sent of what was posted', () => {
  expect(accepted(posted({ timestamp: '2026-02-20T11:30:00.9-03:00' }))).toMatchObject({
    organizationId: ORGANIZATION.toLowerCase(),
    event: 'call.completed',
    body: `{"event":"call.completed","timestamp":"2026-02-20T14:30:00Z","data":${DATA}}`,
    idempotencyKey: null,
  });
});

it('takes now for an absent timestamp', () => {
  expect(accepted(posted()).body).toContain('"timestamp":"2026-03-01T12:00:00Z"');
});

it('tells repeats from others by event, timestamp and data as sent', () => {
  const identity = (change: Record<string, unknown> = {}) => accepted(posted(change)).identity;
  expect(identity()).toBe(identity({ id: 'another', unknown: 1 }));
  expect(accepted(` ${posted().replaceAll(':', ' : ')}`).identity).toBe(identity());
  const others = [
    identity({ timestamp: '2026-02-20T14:30:00Z' }),
    identity({ timestamp: '2026-02-20T14:30:00.0Z' }),
    identity({ event: 'call.started' }),
    identity({ data: { ...EVENT_CATALOGUE['call.completed'].example, status: 'x' } }),
  ];
  expect(new Set([identity(), ...others]).size).toBe(5);
});

describe('the idempotency key', () => {
  it('is the header, else the id', () => {
    expect(accepted(posted({ id: 'body' })).idempotencyKey).toBe('body');
    expect(accepted(posted({ id: 'body' }), 'header').idempotencyKey).toBe('header');
    expect(accepted(posted({ id: null })).idempotencyKey).toBeNull();
  });

  it('has 1 to 255 characters', () => {
    expect(wrong(posted({ id: '' }))).toEqual(['id idempotency_key']);
    expect(wrong(posted({ id: 7 }))).toEqual(['id idempotency_key']);
    expect(wrong(posted({ id: 'x'.repeat(256) }))).toEqual(['id idempotency_key']);
    expect(wrong(posted(), 'x'.repeat(256))).toEqual(['Idempotency-Key idempotency_key']);
  });
});

it.each([
  ['[]', ' body_object'],
  ['"x"', ' body_object'],
  [posted({ organization_id: 'demo' }), 'organization_id id_invalid'],
  [posted({ organization_id: undefined }), 'organization_id field_required'],
  [posted({ event: 'call.exploded' }), 'event event_unknown'],
  [posted({ event: null }), 'event field_required'],
  [posted({ timestamp: 'yesterday' }), 'timestamp event_timestamp'],
  [posted({ timestamp: 1_771_597_800 }), 'timestamp event_timestamp'],
  [posted({ timestamp: '2026-02-30T00:00:00Z' }), 'timestamp event_timestamp'],
  [posted({ data: undefined }), 'data field_required'],
  [posted({ data: [] }), 'data field_object'],
  ['{"event":"a","event":"b"}', 'event json_duplicate_key'],
  ['{"data":{"__proto__":1}}', 'data.__proto__ json_forbidden_key'],
  ['{"data":"\\u0000"}', 'data json_nul'],
])('%s: %s', (text, expected) => {
  expect(wrong(text)).toEqual([expected]);
});

it('names every wrong field at once', () => {
  expect(wrong('{"event":"call.missed","data":{"id":"1"},"timestamp":0}')).toEqual([
    'organization_id field_required',
    'timestamp event_timestamp',
    'data.status field_required',
    'data.customer field_required',
  ]);
});
