'use client';

import { useFormatter, useNow } from 'next-intl';
import { useViewerTimeZone } from '@/components/ui/use-viewer-time-zone';

/** Words a moment (ISO 8601) within a sentence, in the viewer's zone: the time to the second, with the day unless it is today's. */
export function useClockTime(): (value: string) => string {
  const format = useFormatter();
  const now = useNow();
  const timeZone = useViewerTimeZone();
  return (value) => {
    const date = new Date(value);
    const day = (of: Date) => format.dateTime(of, { dateStyle: 'short', timeZone });
    const time = format.dateTime(date, { timeStyle: 'medium', timeZone });
    if (day(date) === day(now)) return time;
    return format.dateTime(date, {
      day: 'numeric',
      month: 'short',
      hour: 'numeric',
      minute: '2-digit',
      second: '2-digit',
      timeZone,
    });
  };
}
