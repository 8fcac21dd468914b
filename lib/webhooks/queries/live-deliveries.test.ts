import { describe, expect, it } from 'vitest';
import type { DeliveryDto, Page } from '@/lib/webhooks/dtos';
import { type ShownPages, showWaitingRows, updateKnownRows, waitingRows } from './live-deliveries';

/** Made in the given second; greater seconds are newer. */
function delivery(second: number, of: Partial<DeliveryDto> = {}): DeliveryDto {
  return {
    id: `01930000-0000-7000-8000-0000000000${String(second).padStart(2, '0')}`,
    webhook_id: 'w',
    event_id: 'e',
    event: 'call.completed',
    status: 'pending',
    test: false,
    attempt_count: 0,
    next_attempt_at: null,
    being_sent: false,
    status_code: null,
    created_at: `2026-11-24T14:30:${String(second).padStart(2, '0')}.000Z`,
    subject_id: 'call-1',
    ...of,
  };
}

const page = (seconds: number[], next_cursor: string | null = null): Page<DeliveryDto> => ({
  items: seconds.map((second) => delivery(second)),
  next_cursor,
});
const shown = (...pages: Page<DeliveryDto>[]): ShownPages => ({ pages, pageParams: pages.map(() => null) });
const seconds = (rows: readonly DeliveryDto[]) => rows.map((row) => Number(row.id.slice(-2)));

describe('waitingRows', () => {
  it('are those above the first row on the screen', () => {
    const { rows, beyond } = waitingRows(page([5, 4]).items, page([7, 6, 5, 4, 3], 'more'));
    expect(seconds(rows)).toEqual([7, 6]);
    expect(beyond).toBe(false);
  });

  it('are told apart by id within a millisecond', () => {
    const created_at = delivery(1).created_at;
    const [first, second] = [delivery(1), delivery(2, { created_at })];
    expect(waitingRows([first], { items: [second, first], next_cursor: null }).rows).toEqual([second]);
  });

  it('are all of them over an empty screen', () => {
    expect(seconds(waitingRows([], page([2, 1])).rows)).toEqual([2, 1]);
  });

  it('say when more came than a page holds', () => {
    expect(waitingRows(page([1]).items, page([9, 8, 7], 'more')).beyond).toBe(true);
    expect(waitingRows(page([1]).items, page([9, 8, 7])).beyond).toBe(false);
  });
});

describe('updateKnownRows', () => {
  it('takes over what became of rows, wherever they stand, and adds none', () => {
    const before = shown(page([5, 4], 'c'), page([3]));
    const fresh = page([6, 5]);
    fresh.items.push(delivery(3, { status: 'success', status_code: 200, attempt_count: 1 }));
    const after = updateKnownRows(before, fresh);
    expect(after.pages.map((p) => seconds(p.items))).toEqual([[5, 4], [3]]);
    expect(after.pages[1]?.items[0]?.status).toBe('success');
  });

  it('is the same object when nothing changed', () => {
    const before = shown(page([5, 4]));
    expect(updateKnownRows(before, page([6, 5, 4]))).toBe(before);
  });
});

describe('showWaitingRows', () => {
  it('puts them on top of what is shown', () => {
    const after = showWaitingRows(shown(page([5], 'c'), page([4])), page([7, 6, 5]));
    expect(after.pages.map((p) => seconds(p.items))).toEqual([[7, 6, 5], [4]]);
    expect(after.pages[0]?.next_cursor).toBe('c');
  });

  it('begins anew when there would be a gap', () => {
    const fresh = page([9, 8, 7], 'more');
    expect(showWaitingRows(shown(page([1], 'c'), page([0])), fresh)).toEqual({
      pages: [fresh],
      pageParams: [null],
    });
  });

  it('fills an empty screen', () => {
    const fresh = page([1]);
    expect(showWaitingRows(shown(page([])), fresh).pages).toEqual([fresh]);
  });
});
