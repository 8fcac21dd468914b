import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/lib/testing/seeded-random';
import { type JsonFlaw, type JsonFlawKind, JsonSyntaxError, scanEvents } from './json-source';

const single = (text: string) => {
  const [record] = scanEvents(text, 'single').records;
  if (!record) throw new Error('no record');
  return record;
};
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('what is kept', () => {
  it.each([
    ['numbers as sent', '{"a":1.0,"b":1e5,"c":-0,"d":12345678901234567890,"e":0.10E-3}'],
    ['escapes as sent', '{"a":"\\u00e9\\/\\n\\ud83d\\ude00","b":"é/😀"}'],
    ['key order', '{"z":1,"a":2,"10":3,"2":4}'],
    ['white space inside strings', '{"a":"  two\\tspaces  "}'],
    ['a string', '"x"'],
    ['a number', '-1.5e+10'],
    ['literals', '[true,false,null]'],
    ['empty ones', '{"a":{},"b":[],"c":""}'],
  ])('%s', (_, data) => {
    expect(single(`{"event":"e","data":${data},"id":"1"}`)).toEqual({
      source: `{"event":"e","data":${data},"id":"1"}`,
      data,
      flaws: [],
    });
  });

  it('drops white space between tokens only', () => {
    const record = single(' {\n "data" : { "a" : [ 1 ,\t2 ] ,\r\n "b c" : "d  e" } } \n');
    expect(record.data).toBe('{"a":[1,2],"b c":"d  e"}');
    expect(record.source).toBe('{"data":{"a":[1,2],"b c":"d  e"}}');
  });

  it('takes the data of the event, not one further in', () => {
    expect(single('{"x":{"data":1},"data":{"data":2}}').data).toBe('{"data":2}');
    expect(single('{"x":{"data":1}}').data).toBeNull();
    expect(single('[{"data":1}]').data).toBeNull();
    expect(single('{"d\\u0061ta":7}').data).toBe('7');
  });

  it('cuts a batch into its events', () => {
    const { records } = scanEvents(
      '{ "events" : [ {"data": {"a": 1}} , 5, {"data":[]}, [1], {} ], "more": [{"data":1}] }',
      'batch',
    );
    expect(records.map(({ source, data }) => [source, data])).toEqual([
      ['{"data":{"a":1}}', '{"a":1}'],
      ['5', null],
      ['{"data":[]}', '[]'],
      ['[1]', null],
      ['{}', null],
    ]);
  });

  it('finds no events in another shape', () => {
    for (const text of ['[]', '{}', '{"events":{"a":1}}', '[[1]]', '7'])
      expect(scanEvents(text, 'batch')).toEqual({ records: [], flaws: [] });
  });
});

describe('what is not JSON', () => {
  it.each([
    '',
    ' ',
    '{',
    '}',
    '[1',
    '[1,]',
    '[,1]',
    '[1 2]',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '{"a":1]',
    '[1}',
    '[1]]',
    '{}{}',
    'nul',
    'nulll',
    'True',
    'NaN',
    'Infinity',
    '01',
    '1.',
    '.5',
    '+1',
    '1e',
    '-',
    '0x1',
    '"a',
    '"\\',
    '"\\x41"',
    '"\\u12g4"',
    '"\\u12"',
    '"a\nb"',
    '"a\u0000b"',
    '\ufeff{}',
    '{}\u00a0',
    '/* */{}',
    '\u0000',
  ])('%j', (text) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(() => scanEvents(text, 'single')).toThrow(JsonSyntaxError);
  });

  it('says where', () => {
    try {
      scanEvents('{"a":1,}', 'single');
    } catch (error) {
      expect(error).toMatchObject({ offset: 7 });
    }
    expect.assertions(1);
  });
});

describe('what is refused beyond the grammar', () => {
  it.each<[string, string, JsonFlawKind, string[]]>([
    ['a key twice', '{"data":{"a":1,"b":2,"a":3}}', 'duplicate_key', ['data', 'a']],
    ['a key twice, once escaped', '{"data":{"a":1,"\\u0061":3}}', 'duplicate_key', ['data', 'a']],
    ['a key twice outside data', '{"event":"a","event":"b"}', 'duplicate_key', ['event']],
    ['a key twice in an element', '{"data":[{},{"k":1,"k":1}]}', 'duplicate_key', ['data', '1', 'k']],
    ['__proto__', '{"data":{"__proto__":{}}}', 'forbidden_key', ['data', '__proto__']],
    ['__proto__ escaped', '{"data":{"\\u005f_proto__":{}}}', 'forbidden_key', ['data', '__proto__']],
    ['a lone high surrogate', '{"data":{"a":"\\ud83d"}}', 'lone_surrogate', ['data', 'a']],
    ['a lone low surrogate', '{"data":{"a":"x\\ude00"}}', 'lone_surrogate', ['data', 'a']],
    ['two high surrogates', '{"data":["\\ud83d\\ud83d"]}', 'lone_surrogate', ['data', '0']],
    ['surrogates the wrong way round', '{"data":["\\ude00\\ud83d"]}', 'lone_surrogate', ['data', '0']],
    ['surrogates apart', '{"data":["\\ud83dx\\ude00"]}', 'lone_surrogate', ['data', '0']],
    ['a raw lone surrogate', '{"data":["\ud83d"]}', 'lone_surrogate', ['data', '0']],
    ['NUL', '{"data":{"a":{"b":"x\\u0000"}}}', 'nul', ['data', 'a', 'b']],
  ])('%s', (_, text, kind, path) => {
    expect(single(text).flaws).toEqual([{ path, kind }]);
  });

  it('a key with a flaw in it, and not the key before it', () => {
    expect(single('{"data":{"a":1,"b\\u0000":1}}').flaws).toEqual([{ path: ['data', 'b\0'], kind: 'nul' }]);
  });

  it('a key as long as the text, told by its beginning', () => {
    const key = 'k'.repeat(100_000);
    const [flaw] = single(`{"data":{"${key}":1,"${key}":2}}`).flaws;
    expect(flaw).toEqual({ path: ['data', `${'k'.repeat(100)}…`], kind: 'duplicate_key' });
  });

  it('accepts a pair half raw, half escaped', () => {
    expect(single('{"data":["\\ud83d\\ude00","😀"]}').flaws).toEqual([]);
  });

  it('a key twice among many', () => {
    const keys = Array.from({ length: 100 }, (_, i) => `"k${i}":${i}`).join(',');
    expect(single(`{"data":{${keys}}}`).flaws).toEqual([]);
    expect(single(`{"data":{${keys},"k99":0}}`).flaws).toEqual([
      { path: ['data', 'k99'], kind: 'duplicate_key' },
    ]);
  });

  it('data deeper than 32 levels, in both layouts', () => {
    expect(single(`{"data":${nested(32)}}`).flaws).toEqual([]);
    const flaw = single(`{"data":${nested(33)}}`).flaws[0];
    expect(flaw).toEqual({ kind: 'too_deep', path: ['data', ...Array<string>(31).fill('0')] });
    const batch = scanEvents(`{"events":[{"data":${nested(32)}},{"data":${nested(33)}}]}`, 'batch').records;
    expect(batch.map((record) => record.flaws.length)).toEqual([0, 1]);
  });

  it('a million levels, without recursion', () => {
    expect(single(`{"data":${nested(1_000_000)}}`).flaws).toHaveLength(1);
    expect(() => scanEvents('['.repeat(1_000_000), 'single')).toThrow(JsonSyntaxError);
  });

  it('lists at most twenty', () => {
    expect(single(`{"data":[${Array(1000).fill('"\\u0000"').join(',')}]}`).flaws).toHaveLength(20);
  });

  it('keeps the flaws of one event of a batch apart from the others', () => {
    const { records } = scanEvents('{"events":[{"data":{"a":1,"a":2}},{"data":{"a":1}}]}', 'batch');
    expect(records.map((record) => record.flaws)).toEqual([
      [{ path: ['data', 'a'], kind: 'duplicate_key' }],
      [],
    ]);
  });

  it.each<[string, string, JsonFlaw]>([
    ['a second list', '{"events":[{}],"events":[{}]}', { path: ['events'], kind: 'duplicate_key' }],
    [
      '__proto__ behind the list',
      '{"events":[{}],"__proto__":1}',
      { path: ['__proto__'], kind: 'forbidden_key' },
    ],
    ['NUL before the list', '{"x":["\\u0000"],"events":[{}]}', { path: ['x', '0'], kind: 'nul' }],
  ])('tells %s apart from the events', (_, text, flaw) => {
    const { records, flaws } = scanEvents(text, 'batch');
    expect(flaws).toEqual([flaw]);
    for (const record of records) expect(record.flaws).toEqual([]);
  });

  it('reads no further than whoever asks can use', () => {
    const list = (count: number) => `{"events":[${Array(count).fill('1').join(',')}]}`;
    expect(scanEvents(list(3), 'batch', 3).records).toHaveLength(3);
    expect(scanEvents(`${list(5)} and no JSON`, 'batch', 3).records).toHaveLength(4);
  });
});

describe('agreement with JSON.parse', () => {
  it('on thousands of mutated texts', () => {
    const seed =
      '{"event":"call.completed","data":{"id":"é\\n","n":-1.5e3,"l":[true,null,{"x":"\\ud83d\\ude00"}]}}';
    const pieces = ['"', '\\', '{', '}', '[', ']', ',', ':', ' ', '0', 'e', '-', '.', 'null', '\\u00e9', 'x'];
    const random = seededRandom(42);
    const next = (below: number) => Math.floor(random.between(0, below));
    for (let round = 0; round < 3_000; round++) {
      const at = next(seed.length);
      const text = seed.slice(0, at) + pieces[next(pieces.length)] + seed.slice(at + next(3));
      const parses = (read: () => unknown) => {
        try {
          return { value: read() };
        } catch {
          return null;
        }
      };
      const theirs = parses(() => JSON.parse(text));
      const ours = parses(() => single(text));
      expect(ours === null, text).toBe(theirs === null);
      if (ours && theirs) expect(JSON.parse((ours.value as { source: string }).source)).toEqual(theirs.value);
    }
  });
});
