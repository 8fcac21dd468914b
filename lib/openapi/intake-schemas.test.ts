import { describe, expect, it } from 'vitest';
import { fitting } from '@/lib/testing/described';
import { EVENT_CATALOGUE, EVENT_NAMES } from '@/lib/webhooks/core/event-catalogue';
import { judgeIntakeEvent } from '@/lib/webhooks/core/intake-event';
import { scanEvents } from '@/lib/webhooks/core/json-source';

const fits = fitting('PostedEvent');

/** What the intake itself says of one event. */
function accepts(event: unknown): boolean {
  const {
    records: [record],
  } = scanEvents(JSON.stringify(event), 'single');
  return record !== undefined && judgeIntakeEvent(record, null, new Date()).ok;
}

/** What is put in the place of each field, one after the other. */
const VALUES = [
  null,
  '',
  ' ',
  'x',
  'x'.repeat(256),
  'x'.repeat(257),
  0,
  -1,
  1.5,
  7,
  true,
  [],
  {},
  'a@b.co',
  'a b@c',
];

/** `value` with `replacement` at `path`; undefined takes the field away. */
function put(
  value: Record<string, unknown>,
  path: readonly string[],
  replacement: unknown,
): Record<string, unknown> {
  const [first = '', ...rest] = path;
  const inner = value[first] as Record<string, unknown>;
  return { ...value, [first]: rest.length > 0 ? put(inner, rest, replacement) : replacement };
}

describe('the described shape of an event', () => {
  describe.each(EVENT_NAMES)('%s', (event) => {
    const whole = {
      organization_id: '0197a7f4-5b3c-7c3e-8a4b-1f2e3d4c5b6a',
      event,
      timestamp: '2026-02-20T14:30:00Z',
      id: 'k-1',
      data: { duration_seconds: 1, attendant_id: 'a', ...EVENT_CATALOGUE[event].example, more: { x: 1 } },
    };
    const fields = Object.keys(whole.data).map((name) => ['data', name]);
    const inner =
      'customer' in whole.data
        ? [
            ['data', 'customer', 'name'],
            ['data', 'customer', 'email'],
          ]
        : [];
    const paths = [['organization_id'], ['id'], ['data'], ...fields, ...inner];

    it('is what the intake takes', () => {
      expect([accepts(whole), fits(whole)]).toEqual([true, true]);
      const judged = paths.flatMap((path) =>
        [undefined, ...VALUES].map((value) => {
          const changed = JSON.parse(JSON.stringify(put(whole, path, value)));
          return {
            path: path.join('.'),
            value,
            intake: accepts(changed),
            described: fits(changed),
          };
        }),
      );
      expect(judged.filter(({ intake, described }) => intake !== described)).toEqual([]);
      // Both answers are among them.
      expect(new Set(judged.map(({ intake }) => intake)).size).toBe(2);
    });
  });
});
