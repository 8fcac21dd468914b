import { cn } from '@/components/ui/cn';

interface BucketTableProps {
  caption: string;
  /** The first names the rows. */
  columns: readonly string[];
  rows: readonly { key: string; cells: readonly string[] }[];
}

/** The figures of a chart in words and numbers, for who cannot or would not read a picture. The newest on top. */
export function BucketTable({ caption, columns, rows }: BucketTableProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a scrolled part of the section, which is named already
    <div
      role="group"
      aria-label={caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what does not fit scrolls inside
      tabIndex={0}
      className="h-64 overflow-auto rounded-md border border-border print:h-auto"
    >
      <table className="w-full text-xs tabular-nums">
        <caption className="sr-only">{caption}</caption>
        <thead className="sticky top-0 bg-surface-sunken text-text-muted">
          <tr>
            {columns.map((column, index) => (
              <th
                key={column}
                scope="col"
                className={cn('px-2 py-1.5 font-medium', index === 0 ? 'text-left' : 'text-right')}
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.toReversed().map(({ key, cells: [name, ...values] }) => (
            // Not its name: where clocks are set back, two hours have the same.
            <tr key={key} className="border-t border-border">
              <th scope="row" className="px-2 py-1 text-left font-normal whitespace-nowrap">
                {name}
              </th>
              {values.map((value, index) => (
                <td key={columns[index + 1]} className="px-2 py-1 text-right">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
