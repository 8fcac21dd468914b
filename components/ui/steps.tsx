import type { ReactNode } from 'react';

/** What to do, one after the other. */
export function Steps({ items }: { items: readonly ReactNode[] }) {
  return (
    <ol className="flex flex-col gap-2.5 text-left">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
        <li key={index} className="flex gap-3">
          <span
            aria-hidden="true"
            className="grid size-6 shrink-0 place-items-center rounded-full border border-border text-xs font-medium tabular-nums"
          >
            {index + 1}
          </span>
          <span className="pt-0.5">{item}</span>
        </li>
      ))}
    </ol>
  );
}
