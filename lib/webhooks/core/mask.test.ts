import { describe, expect, it } from 'vitest';
import { EVENT_CATALOGUE, EVENT_NAMES, type EventName } from './event-catalogue';
import { hides, MASKABLE_FIELDS, MASKED_VALUES, maskedBody, maskedFields, maskOf } from './mask';
import { payloadBody } from './payload';

const TIME = new Date('2026-02-20T14:30:00Z');
const ALL = maskOf(MASKABLE_FIELDS);
const NAME = maskOf(['name']);
const EMAIL = maskOf(['email']);
const PHONE = maskOf(['phone']);

const body = (event: EventName, data: unknown) => payloadBody(event, TIME, JSON.stringify(data));
/** `source` of a call's `data` after masking. */
const ofCall = (source: string, mask = ALL) =>
  maskedBody('call.created', payloadBody('call.created', TIME, source), mask).slice(
    payloadBody('call.created', TIME, '').length - 1,
    -1,
  );

describe('a mask', () => {
  it('is a bit a field, and nothing where there is none', () => {
    expect(maskOf([])).toBeNull();
    expect([NAME, EMAIL, PHONE, ALL]).toEqual([1, 2, 4, 7]);
    for (let bits = 1; bits <= 7; bits++) expect(maskOf(maskedFields(bits))).toBe(bits);
    expect(maskedFields(null)).toEqual([]);
    expect(maskedFields(maskOf(['phone', 'name']))).toEqual(['name', 'phone']);
    expect([hides(EMAIL, 'email'), hides(EMAIL, 'name'), hides(null, 'email')]).toEqual([true, false, false]);
  });
});

describe('maskedBody', () => {
  it('gives a body without a mask back as it is', () => {
    const text = body('call.created', { customer: { name: 'Maria' } });
    expect(maskedBody('call.created', text, null)).toBe(text);
  });

  it.each(EVENT_NAMES)('takes every trait of the customer out of %s and leaves the rest', (event) => {
    const example = structuredClone(EVENT_CATALOGUE[event].example);
    const customer = (example.customer ?? example) as Record<string, unknown>;
    customer.phone = '+55 11 98765-4321';
    const before = body(event, example);
    const traits = MASKABLE_FIELDS.map((field) => String(customer[field]));
    for (const trait of traits) expect(before).toContain(trait);
    for (const field of MASKABLE_FIELDS) customer[field] = MASKED_VALUES[field];
    const masked = maskedBody(event, before, ALL);
    expect(masked).toBe(body(event, example));
    for (const trait of traits) expect(masked).not.toContain(trait);
  });

  it.each(MASKABLE_FIELDS)('takes only the %s when told so', (field) => {
    const customer = { name: 'Maria', email: 'm@example.com', phone: '11 9' };
    const masked = maskedBody('call.missed', body('call.missed', { id: 'c', customer }), maskOf([field]));
    expect(masked).toBe(
      body('call.missed', { id: 'c', customer: { ...customer, [field]: MASKED_VALUES[field] } }),
    );
  });

  it('keeps every other byte: numbers, escapes, order and white space', () => {
    expect(
      ofCall('{"id":"\\u0041\\/","big":12345678901234567890,"e":1.50E+2, "customer":{"name":"A","x":-0.0}}'),
    ).toBe('{"id":"\\u0041\\/","big":12345678901234567890,"e":1.50E+2, "customer":{"name":"***","x":-0.0}}');
  });

  it.each([
    [
      'letters of every kind',
      '{"customer":{"name":"José 😀 李\\ud83d\\ude00"}}',
      '{"customer":{"name":"***"}}',
    ],
    [
      'quotes, brackets and backslashes in text',
      '{"customer":{"name":"a\\"}],{\\\\","id":"\\\\"},"z":"{\\"name\\":1"}',
      '{"customer":{"name":"***","id":"\\\\"},"z":"{\\"name\\":1"}',
    ],
    [
      'keys that are written with escapes',
      '{"customer":{"n\\u0061me":"A"}}',
      '{"customer":{"n\\u0061me":"***"}}',
    ],
    ['the escaped customer', '{"c\\u0075stomer":{"name":"A"}}', '{"c\\u0075stomer":{"name":"***"}}'],
    [
      'keys in capitals',
      '{"customer":{"Name":"A","PHONE":"1"}}',
      '{"customer":{"Name":"***","PHONE":"***"}}',
    ],
    ['numbers', '{"customer":{"phone":5511987654321}}', '{"customer":{"phone":"***"}}'],
    ['words', '{"customer":{"name":true,"phone":false}}', '{"customer":{"name":"***","phone":"***"}}'],
    [
      'objects and lists, as a whole',
      '{"customer":{"name":{"first":"A","name":"B"},"phone":["1",{"phone":"2"}],"id":7}}',
      '{"customer":{"name":"***","phone":"***","id":7}}',
    ],
    [
      'empty ones',
      '{"customer":{"name":"","phone":{},"email":[]}}',
      '{"customer":{"name":"***","phone":"***","email":"masked@masked.invalid"}}',
    ],
    [
      'what is nested in the customer',
      '{"customer":{"contacts":[{"email":"a@b.c"},[{"phone":"1"}]]}}',
      '{"customer":{"contacts":[{"email":"masked@masked.invalid"},[{"phone":"***"}]]}}',
    ],
  ])('masks %s', (_, before, after) => {
    expect(ofCall(before)).toBe(after);
  });

  it.each([
    ['absent fields', '{"customer":{}}'],
    ['null, which says that there is none', '{"customer":{"name":null,"email":null}}'],
    [
      'values and list items of these names',
      '{"customer":{"a":"name","b":["email","phone"],"c":{"d":"name"}}}',
    ],
    ['a call without a customer', '{"id":"c"}'],
    ['a customer that is none', '{"customer":"name"}'],
    ['fields of others', '{"name":"queue","attendant":{"name":"Ana"},"x":{"customer":{"name":"kept"}}}'],
  ])('leaves %s', (_, source) => {
    expect(ofCall(source)).toBe(source);
  });

  it('takes the customer of a registration from the data itself', () => {
    expect(
      maskedBody(
        'customer.created',
        body('customer.created', { id: 'k', name: 'A', more: { phone: '1' } }),
        ALL,
      ),
    ).toBe(body('customer.created', { id: 'k', name: '***', more: { phone: '***' } }));
  });

  it('is the same twice, and in either order', () => {
    const text = body('call.started', { customer: { name: 'A', email: 'a@b.c', phone: '1', id: 'k' } });
    const once = maskedBody('call.started', text, ALL);
    expect(maskedBody('call.started', once, ALL)).toBe(once);
    const of = (...masks: (number | null)[]) =>
      masks.reduce((out, mask) => maskedBody('call.started', out, mask), text);
    expect(of(NAME, EMAIL)).toBe(of(EMAIL, NAME));
    expect(of(NAME, maskOf(['name', 'email']))).toBe(of(maskOf(['name', 'email'])));
    expect(of(NAME, EMAIL, PHONE)).toBe(once);
  });

  it('takes a body of the greatest size', () => {
    const long = 'x\\"'.repeat(80_000);
    expect(ofCall(`{"customer":{"name":"${long}","id":1}}`)).toBe('{"customer":{"name":"***","id":1}}');
    expect(ofCall(`{"customer":{"id":"${long}"}}`)).toBe(`{"customer":{"id":"${long}"}}`);
  });
});
