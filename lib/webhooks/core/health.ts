/**
 * The share of deliveries that arrived, from 0 to 1 in steps of a tenth of a per cent; null when none ended.
 * Cut, not rounded: one failure of ten thousand must not read as 100%.
 */
export function successShare({ succeeded, ended }: { succeeded: number; ended: number }): number | null {
  return ended > 0 ? Math.floor((succeeded * 1000) / ended) / 1000 : null;
}

/** What ended within one hour. */
export interface HealthHour {
  succeeded: number;
  failed: number;
}

/** One column of the picture of a day; both heights in per cent of the tallest column. */
export interface HealthBar {
  succeeded: number;
  failed: number;
}

/** The least height of what is there at all, in per cent: one failure among thousands must still be seen. */
const VISIBLE_MIN = 14;

/** The columns of a day, as tall as their hour was busy. Without any delivery all are 0. */
export function healthBars(hours: readonly HealthHour[]): HealthBar[] {
  const most = Math.max(1, ...hours.map(({ succeeded, failed }) => succeeded + failed));
  const height = (count: number) =>
    count === 0 ? 0 : Math.max(VISIBLE_MIN, Math.round((count * 100) / most));
  return hours.map(({ succeeded, failed }) => {
    const bad = height(failed);
    return { failed: bad, succeeded: Math.min(height(succeeded), 100 - bad) };
  });
}

/** Where failures stand in a day: in how many hours, and how many hours ago the worst of them ended; null without any. */
export function failingHours(hours: readonly HealthHour[]): { count: number; worstHoursAgo: number } | null {
  const failing = hours.filter(({ failed }) => failed > 0);
  if (failing.length === 0) return null;
  const worst = hours.reduce(
    (best, { failed }, index) => (failed > (hours[best]?.failed ?? 0) ? index : best),
    0,
  );
  return { count: failing.length, worstHoursAgo: hours.length - 1 - worst };
}
