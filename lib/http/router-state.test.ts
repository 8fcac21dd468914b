import { describe, expect, it } from 'vitest';
import { isRouterState } from './router-state';

const sent = (state: unknown) => isRouterState(encodeURIComponent(JSON.stringify(state)));
const webhook = ['webhookId', '0197', 'd', null];

describe('isRouterState', () => {
  it.each([
    [['', {}]],
    [['', { children: ['settings', { children: ['__PAGE__', {}, null, 'refetch'] }] }]],
    [['', { children: [webhook, { children: ['__PAGE__', {}] }] }, null, null, 16]],
    [['', {}, ['/a', '?b'], 'metadata-only', null, 'x']],
    [[['slug', 'a/b', 'oc', ['x', 'y']], {}]],
  ])('takes %j', (state) => {
    expect(sent(state)).toBe(true);
  });

  it.each([
    [null],
    ['x'],
    [[]],
    [['']],
    [['', []]],
    [['', null]],
    [['', { children: 1 }]],
    [[1, {}]],
    [[['a', 'b'], {}]],
    [[['a', 'b', 'z', null], {}]],
    [[['a', 'b', 'd', [1]], {}]],
    [['', {}, ['/a']]],
    [['', {}, null, 'else']],
    [['', {}, null, null, '1']],
    [['', {}, null, null, 1, 2]],
    [['', {}, null, null, 1, 'x', 'y']],
  ])('refuses %j', (state) => {
    expect(sent(state)).toBe(false);
  });

  it('refuses what is no text of the kind, and what is too long or too deep', () => {
    for (const text of ['', 'x', '%', '%ff', '[', encodeURIComponent('["",{"__proto__":1}]')])
      expect(isRouterState(text), text).toBe(false);
    const nested = (depth: number): unknown =>
      depth === 0 ? ['', {}] : ['', { children: nested(depth - 1) }];
    expect(sent(nested(50))).toBe(true);
    expect(sent(nested(200))).toBe(false);
    expect(isRouterState('['.repeat(50_000))).toBe(false);
    expect(isRouterState(JSON.stringify(['x'.repeat(50_000), {}]))).toBe(false);
  });
});
