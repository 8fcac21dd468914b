import type { DeliveryDto, Page } from '@/lib/webhooks/dtos';

/** The pages that are on the screen, in TanStack's form. */
export interface ShownPages {
  pages: Page<DeliveryDto>[];
  pageParams: (string | null)[];
}

/** New rows that wait on top until the reader asks for them. */
export interface WaitingRows {
  rows: DeliveryDto[];
  /** Even more came than one page holds, so `rows` does not reach down to what is shown. */
  beyond: boolean;
}

/** Whether `a` stands above `b`: the history's order is by time and then id, both descending. */
function isNewer(a: DeliveryDto, b: DeliveryDto): boolean {
  return a.created_at === b.created_at ? a.id > b.id : a.created_at > b.created_at;
}

/** What of the freshest page is not shown yet. */
export function waitingRows(shown: readonly DeliveryDto[], freshest: Page<DeliveryDto>): WaitingRows {
  const top = shown[0];
  const rows = top ? freshest.items.filter((item) => isNewer(item, top)) : freshest.items;
  return { rows, beyond: rows.length === freshest.items.length && freshest.next_cursor !== null };
}

/** `shown` with every known row as `freshest` has it. No row comes, goes or moves. The same object when nothing changed. */
export function updateKnownRows(shown: ShownPages, freshest: Page<DeliveryDto>): ShownPages {
  const byId = new Map(freshest.items.map((item) => [item.id, item]));
  let changed = false;
  const pages = shown.pages.map((page) => ({
    ...page,
    items: page.items.map((row) => {
      const fresh = byId.get(row.id);
      if (!fresh || sameState(row, fresh)) return row;
      changed = true;
      return fresh;
    }),
  }));
  return changed ? { ...shown, pages } : shown;
}

function sameState(a: DeliveryDto, b: DeliveryDto): boolean {
  return (
    a.status === b.status &&
    a.attempt_count === b.attempt_count &&
    a.next_attempt_at === b.next_attempt_at &&
    a.being_sent === b.being_sent &&
    a.status_code === b.status_code
  );
}

/** `shown` with the waiting rows on top; when they do not reach down to it, the freshest page alone, and "Load more" leads on. */
export function showWaitingRows(shown: ShownPages, freshest: Page<DeliveryDto>): ShownPages {
  const [first, ...others] = shown.pages;
  const { rows, beyond } = waitingRows(first?.items ?? [], freshest);
  if (!first || first.items.length === 0 || beyond) return { pages: [freshest], pageParams: [null] };
  return { ...shown, pages: [{ ...first, items: [...rows, ...first.items] }, ...others] };
}
