import { describe, expect, it } from 'vitest';
import { EVENT_CATALOGUE, EVENT_NAMES, type EventName } from './event-catalogue';
import { judgeEventData } from './event-data';

const wrong = (event: EventName, data: unknown) => {
  const judgement = judgeEventData(event, data);
  return judgement.ok ? [] : judgement.errors.map(({ path, key }) => `${path.join('.')} ${key}`);
};
const example = (event: EventName, change: Record<string, unknown> = {}) => ({
  ...EVENT_CATALOGUE[event].example,
  ...change,
});

it.each(EVENT_NAMES)("the catalogue's example of %s is right", (event) => {
  expect(wrong(event, EVENT_CATALOGUE[event].example)).toEqual([]);
});

it("the manual's payload is right", () => {
  const data = {
    id: 'uuid-da-chamada',
    status: 'completed',
    duration_seconds: 342,
    department_id: 'uuid-do-departamento',
    attendant_id: 'uuid-do-atendente',
    customer: { name: 'Nome do Cliente', email: 'Cliente@email.com' },
  };
  expect(judgeEventData('call.completed', data)).toEqual({
    ok: true,
    subject: { subjectId: 'uuid-da-chamada', customerEmail: 'cliente@email.com' },
  });
});

describe('required by event', () => {
  it.each<[EventName, string[]]>([
    ['call.created', ['data.id', 'data.status', 'data.customer']],
    ['call.assigned', ['data.id', 'data.status', 'data.attendant_id', 'data.customer']],
    ['call.started', ['data.id', 'data.status', 'data.attendant_id', 'data.customer']],
    [
      'call.completed',
      ['data.id', 'data.status', 'data.duration_seconds', 'data.attendant_id', 'data.customer'],
    ],
    ['call.missed', ['data.id', 'data.status', 'data.customer']],
    ['customer.created', ['data.id', 'data.name', 'data.email']],
  ])('%s needs %j', (event, paths) => {
    expect(wrong(event, {})).toEqual(paths.map((path) => `${path} field_required`));
    const nulls = Object.fromEntries(paths.map((path) => [path.slice('data.'.length), null]));
    expect(wrong(event, nulls)).toEqual(paths.map((path) => `${path} field_required`));
  });
});

describe('each field', () => {
  it.each<[EventName, Record<string, unknown>, string]>([
    ['call.completed', { id: 7 }, 'data.id field_text'],
    ['call.completed', { id: ' ' }, 'data.id field_required'],
    ['call.completed', { id: 'x'.repeat(257) }, 'data.id field_too_long'],
    ['call.completed', { status: [] }, 'data.status field_text'],
    ['call.completed', { duration_seconds: -1 }, 'data.duration_seconds field_seconds'],
    ['call.completed', { duration_seconds: 1.5 }, 'data.duration_seconds field_seconds'],
    ['call.completed', { duration_seconds: '342' }, 'data.duration_seconds field_seconds'],
    ['call.completed', { duration_seconds: JSON.parse('1e999') }, 'data.duration_seconds field_seconds'],
    ['call.missed', { duration_seconds: -5 }, 'data.duration_seconds field_seconds'],
    ['call.completed', { department_id: {} }, 'data.department_id field_text'],
    ['call.completed', { attendant_id: 1 }, 'data.attendant_id field_text'],
    ['call.completed', { customer: 'Maria' }, 'data.customer field_object'],
    ['call.completed', { customer: [] }, 'data.customer field_object'],
    ['call.completed', { customer: {} }, 'data.customer.name field_required'],
    ['call.completed', { customer: { name: 'M', email: 'nobody' } }, 'data.customer.email field_email'],
    ['call.completed', { customer: { name: 'M', email: 5 } }, 'data.customer.email field_email'],
    ['customer.created', { email: 'a b@example.com' }, 'data.email field_email'],
    ['customer.created', { phone: 5511 }, 'data.phone field_text'],
  ])('%s with %j: %s', (event, change, expected) => {
    expect(wrong(event, example(event, change))).toEqual([expected]);
  });

  it('names every wrong one at once', () => {
    expect(wrong('call.completed', example('call.completed', { id: 1, customer: { email: '@' } }))).toEqual([
      'data.id field_text',
      'data.customer.name field_required',
      'data.customer.email field_email',
    ]);
  });

  it.each<[EventName, Record<string, unknown>]>([
    ['call.missed', { duration_seconds: 30 }],
    ['call.missed', { attendant_id: null }],
    ['call.created', { department_id: null, anything: { else: [1] } }],
    ['call.completed', { duration_seconds: 0, customer: { name: 'M', email: null } }],
    ['call.completed', { status: 'whatever they call it' }],
  ])('%s may have %j', (event, change) => {
    expect(wrong(event, example(event, change))).toEqual([]);
  });
});

it.each([undefined, null, [], 'x', 1])('data must be an object, not %j', (data) => {
  expect(wrong('call.created', data)).toEqual([
    `data ${data === undefined ? 'field_required' : 'field_object'}`,
  ]);
});

it('finds the e-mail of a customer', () => {
  expect(
    judgeEventData('customer.created', example('customer.created', { email: 'A.B@Example.COM' })),
  ).toMatchObject({
    subject: { customerEmail: 'a.b@example.com' },
  });
  expect(judgeEventData('call.created', example('call.created', { customer: { name: 'M' } }))).toMatchObject({
    subject: { customerEmail: null },
  });
});
