/**
 * The share of deliveries that arrived, from 0 to 1 in steps of a tenth of a per cent; null when none ended.
 * Cut, not rounded: one failure of ten thousand must not read as 100%.
 */
export function successShare({ succeeded, ended }: { succeeded: number; ended: number }): number | null {
  return ended > 0 ? Math.floor((succeeded * 1000) / ended) / 1000 : null;
}
