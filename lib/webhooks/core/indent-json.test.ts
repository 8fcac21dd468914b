import { describe, expect, it } from 'vitest';
import { EVENT_CATALOGUE, EVENT_NAMES } from './event-catalogue';
import { indentJson } from './indent-json';

describe('indentJson', () => {
  it.each(EVENT_NAMES)('indents %s as JSON.stringify does', (name) => {
    const event = { event: name, data: EVENT_CATALOGUE[name].example, none: {}, list: [[], [1, [2]], {}] };
    expect(indentJson(JSON.stringify(event))).toBe(JSON.stringify(event, null, 2));
    expect(indentJson(JSON.stringify(event, null, 7))).toBe(JSON.stringify(event, null, 2));
  });

  it('keeps numbers, escapes and order as they were sent', () => {
    expect(indentJson('{"b":12345678901234567890,"a":1.10,"n":"\\u00e9 \\"{[,:]}\\" ","2":1e5}')).toBe(
      '{\n  "b": 12345678901234567890,\n  "a": 1.10,\n  "n": "\\u00e9 \\"{[,:]}\\" ",\n  "2": 1e5\n}',
    );
  });

  it.each(['"text"', '12', 'null', 'true'])('leaves %s whole', (text) => expect(indentJson(text)).toBe(text));

  it.each(['', 'OK', '<html>', '{"a":1', '{a:1}'])('refuses %j', (text) =>
    expect(indentJson(text)).toBeNull(),
  );
});
