import { describe, expect, it } from 'vitest';
import { deliveryQueryOf, deliverySearch } from './delivery-filters';

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
