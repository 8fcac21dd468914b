import { gzipSync } from 'node:zlib';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';

/** Bodies that the intake must refuse, each made of a good one by the one thing that is wrong. */

type Fields = Record<string, unknown>;

const CALL = EVENT_CATALOGUE['call.completed'].example as Fields & { customer: Fields };
const DEPTH = 10_000;

/** A good event as text, with changes; `undefined` takes a field away. */
export function eventText(organizationId: string, change: Fields = {}): string {
  return JSON.stringify({ organization_id: organizationId, event: 'call.completed', data: CALL, ...change });
}

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

/** No JSON in UTF-8 whatever it is asked for: the whole request is refused with 400, a batch too. */
export function notJson(organizationId: string): [string, Buffer][] {
  const good = eventText(organizationId);
  const bytes = Buffer.from(good);
  /** `good` with one more member, of which `text` is the value as it stands in the source. */
  const member = (text: string) => good.replace('{"organization_id"', `{"x":${text},"organization_id"`);
  /** The same with bytes for a value. */
  const raw = (...value: number[]) => {
    const [before = '', after = ''] = member('\u0001').split('\u0001');
    return Buffer.concat([Buffer.from(before), Buffer.from(value), Buffer.from(after)]);
  };
  const bad: [string, string | Buffer][] = [
    ['nothing', ''],
    ['white space only', ' \t\r\n '],
    ['a byte that is no UTF-8', raw(0x22, 0xff, 0x22)],
    ['a continuation byte alone', raw(0x22, 0x80, 0x22)],
    ['overlong UTF-8 of two bytes', raw(0x22, 0xc0, 0xaf, 0x22)],
    ['overlong UTF-8 of three bytes', raw(0x22, 0xe0, 0x80, 0xaf, 0x22)],
    ['a quote in overlong UTF-8', raw(0xc0, 0xa2, 0x61, 0xc0, 0xa2)],
    ['a surrogate in UTF-8', raw(0x22, 0xed, 0xa0, 0x80, 0x22)],
    ['beyond U+10FFFF', raw(0x22, 0xf4, 0x90, 0x80, 0x80, 0x22)],
    ['a character cut in half', raw(0x22, 0xe2, 0x82, 0x22)],
    ['a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])],
    ['UTF-16, little end first', Buffer.from(`\ufeff${good}`, 'utf16le')],
    ['UTF-16, big end first', utf16be(`\ufeff${good}`)],
    ['UTF-16 without a mark', Buffer.from(good, 'utf16le')],
    [`${DEPTH} open brackets`, '['.repeat(DEPTH)],
    [`${DEPTH} open objects`, '{"a":'.repeat(DEPTH)],
    ['a comma behind the last member', good.replace(/\}$/, ',}')],
    ['a comma behind the last element', member('[1,]')],
    ['two commas', member('[1,,2]')],
    ['a comment', member('/* x */ 1')],
    ['a comment to the end of the line', `${good}// x`],
    ['single quotes', good.replaceAll('"', "'")],
    ['a key without quotes', good.replace('"event"', 'event')],
    ['a string without an end', good.slice(0, good.indexOf('call.completed') + 4)],
    ['half of it', good.slice(0, good.length / 2)],
    ['two values', `${good}${good}`],
    ['something behind it', `${good} x`],
    ['NUL behind it', `${good}\0`],
    ['NaN', member('NaN')],
    ['Infinity', member('Infinity')],
    ['-Infinity', member('-Infinity')],
    ['undefined', member('undefined')],
    ['True', member('True')],
    ['a number with a leading zero', member('012')],
    ['a number with a plus', member('+1')],
    ['a number without digits in front', member('.5')],
    ['a number without digits behind', member('5.')],
    ['a hexadecimal number', member('0x10')],
    ['a line break in a string', member('"a\nb"')],
    ['a raw NUL in a string', member('"a\0b"')],
    ['an escape that is none', member('"\\x41"')],
    ['an escape cut short', member('"\\u12"')],
    ['brackets that do not pair', member('[1}')],
    ['a key without a value', member('{"a"}')],
    ['no-break space between tokens', member('\u00a01')],
    ['a form', 'organization_id=1&event=call.completed'],
    ['XML', '<event name="call.completed"/>'],
    ['gzip, untold', gzipSync(bytes)],
  ];
  return bad.map(([name, body]) => [name, Buffer.from(body)]);
}

/** JSON that is no acceptable event: 422 that names the field. In a batch it is refused alone. */
export function notAnEvent(organizationId: string): [string, string, string][] {
  const event = (change: Fields) => eventText(organizationId, change);
  const data = (change: Fields) => event({ data: { ...CALL, ...change } });
  const customer = (change: Fields) => data({ customer: { ...CALL.customer, ...change } });
  /** A good event with `source` in front of the members of its data. */
  const dataSource = (source: string) => event({}).replace('"data":{', `"data":{${source},`);
  const source = (from: string, to: string) => event({}).replace(from, to);
  const times: [string, string][] = [
    ['a date that does not exist', '2026-02-30T14:30:00Z'],
    ['29 February of a common year', '2025-02-29T00:00:00Z'],
    ['month 13', '2026-13-01T00:00:00Z'],
    ['day 0', '2026-01-00T00:00:00Z'],
    ['24:00', '2026-02-20T24:00:00Z'],
    ['minute 60', '2026-02-20T14:60:00Z'],
    ['a leap second in the middle of a day', '2026-02-20T14:30:60Z'],
    ['second 61', '2016-12-31T23:59:61Z'],
    ['year 0', '0000-06-01T00:00:00Z'],
    ['year 10000', '10000-01-01T00:00:00Z'],
    ['year 10000 by its offset', '9999-12-31T23:59:59-01:00'],
    ['year 0 by its offset', '0001-01-01T00:00:00+01:00'],
    ['an offset of 24 hours', '2026-02-20T14:30:00+24:00'],
    ['an offset of 60 minutes', '2026-02-20T14:30:00+03:60'],
    ['an offset without a colon', '2026-02-20T14:30:00+0300'],
    ['no offset', '2026-02-20T14:30:00'],
    ['a date alone', '2026-02-20'],
    ['a blank for T', '2026-02-20 14:30:00Z'],
    ['seconds as text', '1771597800'],
    ['another script’s digits', '２０２６-02-20T14:30:00Z'],
    ['a line break behind', '2026-02-20T14:30:00Z\n'],
    ['nothing in it', ''],
  ];
  const wrongTypes = (values: unknown[], path: string, make: (value: unknown) => string) =>
    values.map<[string, string, string]>((value) => [
      `${path} ${JSON.stringify(value)?.slice(0, 40)}`,
      make(value),
      path,
    ]);
  const texts = [7, true, {}, [], ['x']];
  return [
    ['an array at the top', '[]', ''],
    ['an event in an array', `[${event({})}]`, ''],
    ['a string at the top', '"x"', ''],
    ['a number at the top', '7', ''],
    ['true at the top', 'true', ''],
    ['null at the top', 'null', ''],
    ['an empty object', '{}', 'organization_id'],
    [`depth ${DEPTH} in data`, dataSource(`"deep":${nested(DEPTH)}`), `data.deep${'.0'.repeat(30)}`],
    ['depth 33 in data', dataSource(`"deep":${nested(32)}`), `data.deep${'.0'.repeat(30)}`],
    [
      `depth ${DEPTH} beside data`,
      source('{"org', `{"deep":${nested(DEPTH)},"org`),
      `deep${'.0'.repeat(31)}`,
    ],
    ['__proto__', dataSource('"__proto__":{"admin":true}'), 'data.__proto__'],
    ['__proto__, escaped', dataSource('"\\u005f_proto__":{}'), 'data.__proto__'],
    ['__proto__ of the event', source('{"org', '{"__proto__":{"event":"x"},"org'), '__proto__'],
    [
      '__proto__ of the customer',
      source('"customer":{', '"customer":{"__proto__":null,'),
      'data.customer.__proto__',
    ],
    [
      'data that is only __proto__',
      source(JSON.stringify(CALL), '{"__proto__":{"id":"1"}}'),
      'data.__proto__',
    ],
    ['a key twice', dataSource('"id":"other"'), 'data.id'],
    ['a key twice, once escaped', dataSource('"\\u0069d":"other"'), 'data.id'],
    ['a key twice, unknown to us', dataSource('"x":{"y":1,"y":1}'), 'data.x.y'],
    ['the event twice', source('"event"', '"event":"call.missed","event"'), 'event'],
    ['data twice', source('"data"', '"data":{},"data"'), 'data'],
    [
      'the organisation twice, once escaped',
      source('{"org', '{"\\u006frganization_id":"x","org'),
      'organization_id',
    ],
    [
      'a line break in a key that is there twice',
      dataSource('"a\\r\\nX-Evil: 1":1,"a\\r\\nX-Evil: 1":2'),
      'data.a\r\nX-Evil: 1',
    ],
    ['a lone high surrogate', dataSource('"x":"\\ud83d"'), 'data.x'],
    ['a lone low surrogate', dataSource('"x":"\\ude00"'), 'data.x'],
    ['surrogates the wrong way round', dataSource('"x":"\\ude00\\ud83d"'), 'data.x'],
    ['a lone surrogate in a key', dataSource('"a":{"\\ud83d":1}'), 'data.a.\ud83d'],
    ['a lone surrogate in the idempotency key', source('{"org', '{"id":"\\udfff","org'), 'id'],
    ['NUL in a string', dataSource('"x":"a\\u0000b"'), 'data.x'],
    ['NUL in a key', dataSource('"a\\u0000b":1'), 'data.a\u0000b'],
    ['NUL in the idempotency key', source('{"org', '{"id":"\\u0000","org'), 'id'],
    ...wrongTypes(
      [undefined, null, 7, true, {}, [], '', 'demo', '01900000-0000-7000-8000-00000000000', '*'],
      'organization_id',
      (value) => event({ organization_id: value }),
    ),
    ...wrongTypes(
      [
        undefined,
        null,
        7,
        true,
        {},
        [],
        '',
        'call.exploded',
        'Call.Completed',
        'call.completed ',
        '__proto__',
        'constructor',
        'toString',
      ],
      'event',
      (value) => event({ event: value }),
    ),
    ...wrongTypes([7, 1_771_597_800, true, {}, []], 'timestamp', (value) => event({ timestamp: value })),
    ...times.map<[string, string, string]>(([name, value]) => [
      `a time: ${name}`,
      event({ timestamp: value }),
      'timestamp',
    ]),
    ...wrongTypes([undefined, null, 7, 'x', true, []], 'data', (value) => event({ data: value })),
    ...wrongTypes([7, true, {}, [], '', 'x'.repeat(256)], 'id', (value) => event({ id: value })),
    ...wrongTypes([undefined, null, ...texts, '', ' ', 'x'.repeat(257)], 'data.id', (value) =>
      data({ id: value }),
    ),
    ...wrongTypes([undefined, null, ...texts, ''], 'data.status', (value) => data({ status: value })),
    ...wrongTypes(texts, 'data.department_id', (value) => data({ department_id: value })),
    ...wrongTypes([undefined, null, ...texts, ''], 'data.attendant_id', (value) =>
      data({ attendant_id: value }),
    ),
    ...wrongTypes([undefined, null, -1, 1.5, '342', true, {}, []], 'data.duration_seconds', (value) =>
      data({ duration_seconds: value }),
    ),
    ...['1e400', '9'.repeat(400), '-1e400', '-0.5', '1e-3'].map<[string, string, string]>((number) => [
      `data.duration_seconds ${number.slice(0, 40)}`,
      source('"duration_seconds":342', `"duration_seconds":${number}`),
      'data.duration_seconds',
    ]),
    ...wrongTypes([undefined, null, 7, 'Maria', true, []], 'data.customer', (value) =>
      data({ customer: value }),
    ),
    ...wrongTypes([undefined, null, ...texts, ' '], 'data.customer.name', (value) =>
      customer({ name: value }),
    ),
    ...wrongTypes(
      [...texts, '', 'nobody', 'a@b', 'a b@example.com', 'a@example.com\r\nBcc: b@example.com'],
      'data.customer.email',
      (value) => customer({ email: value }),
    ),
  ];
}

/** JSON that looks odd and is right: taken, and passed on as it is. */
export function oddButGood(organizationId: string): [string, string][] {
  const having = (member: string) => eventText(organizationId).replace('"data":{', `"data":{${member},`);
  return [
    ['1e400 where we know no field', having('"x":1e400')],
    ['400 digits where we know no field', having(`"x":${'9'.repeat(400)}`)],
    ['an integer beyond 2^53', having('"x":9007199254740993')],
    ['-0', having('"x":-0')],
    ['1.0 and 1E5', having('"x":1.0,"y":1E5')],
    ['line breaks in a key', having('"a\\r\\nX-Evil: 1":"b\\r\\nX-Evil: 2"')],
    ['depth 32', having(`"x":${nested(31)}`)],
    ['a pair of surrogates, escaped', having('"x":"\\ud83d\\ude00"')],
    ['U+2028, U+FFFF and DEL', having('"x":"\u2028\uffff\u007f"')],
    ['an empty key', having('"":1')],
    ['names of Object.prototype', having('"constructor":1,"toString":{"hasOwnProperty":null}')],
    ['a leap second', eventText(organizationId).replace('{"org', '{"timestamp":"2016-12-31T23:59:60Z","org')],
  ];
}
