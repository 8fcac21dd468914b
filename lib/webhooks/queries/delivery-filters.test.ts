import { describe, expect, it } from 'vitest';
import { deliveryQueryOf, deliverySearch, resendInputOf } from './delivery-filters';

const NOW = new Date('2026-11-24T12:00:00Z');

describe('deliveryQueryOf', () => {
  it('counts a period back from now', () => {
    expect(deliveryQueryOf({ period: '24h', status: 'failure' }, NOW)).toEqual({
      status: 'failure',
      since: '2026-11-23T12:00:00.000Z',
    });
  });

  it('lets a fixed beginning outrank the period', () => {
    const since = '2026-11-01T00:00:00.000Z';
    expect(deliveryQueryOf({ period: '7d', since }, NOW)).toEqual({ since });
  });
});

describe('deliverySearch', () => {
  it('leaves out what is not given, and keeps false', () => {
    expect(deliverySearch({ status: 'held', test: false, q: '' })).toBe('status=held&test=false');
  });
});

describe('resendInputOf', () => {
  it('takes what did not arrive, with event and time', () => {
    expect(resendInputOf({ status: 'held' }, NOW)).toEqual({ status: 'held' });
    expect(resendInputOf({ status: 'timeout', event: 'call.missed', period: '1h' }, NOW)).toEqual({
      status: 'timeout',
      event: 'call.missed',
      since: '2026-11-24T11:00:00.000Z',
    });
  });

  it.each([
    {},
    { status: 'success' },
    { status: 'pending' },
    { status: 'failure', q: 'x' },
    { status: 'failure', test: true },
  ] as const)('takes nothing of %j', (filters) => expect(resendInputOf(filters, NOW)).toBeNull());
});
