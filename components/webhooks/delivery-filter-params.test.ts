import { describe, expect, it } from 'vitest';
import { filtersOf, loadDeliveryFilters } from './delivery-filter-params';

const read = (search: string) => filtersOf(loadDeliveryFilters(new URLSearchParams(search)));

describe('the filters of the address', () => {
  it('are read as the API takes them', () => {
    expect(read('status=failure&q=%20call-1%20&since=2026-11-25T00:00:00Z&kind=test')).toEqual({
      status: 'failure',
      q: 'call-1',
      since: '2026-11-25T00:00:00.000Z',
      test: true,
    });
  });

  it('count as not given where nothing could be asked for', () => {
    for (const search of [
      'q=%00',
      'q=a%00b',
      'since=0000-01-01T00:00:00Z',
      'until=%2B010000-01-01T00:00:00Z',
      'since=x',
      'status=__proto__&event=constructor&kind=toString&period=hasOwnProperty',
    ])
      expect(read(search), search).toEqual({});
  });
});
