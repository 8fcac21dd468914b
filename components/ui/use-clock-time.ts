'use client';

import { useFormatter, useLocale, useNow } from 'next-intl';
import { useViewerTimeZone } from '@/components/ui/use-viewer-time-zone';

/** Words a moment (ISO 8601) within a sentence, in the viewer's zone: the time to the second, with the day unless it is today's. */
export function useClockTime(): (value: string) => string {
  const format = useFormatter();
  const locale = useLocale();
  const now = useNow();
  const timeZone = useViewerTimeZone();
  return (value) => {
    const date = new Date(value);
    const day = (of: Date) => format.dateTime(of, { dateStyle: 'short', timeZone });
    if (day(date) === day(now)) return format.dateTime(date, { timeStyle: 'medium', timeZone });
    return format.dateTime(date, {
      day: 'numeric',
      month: 'short',
      // As `timeStyle` writes it, with which it may stand in one column: 00:54 in Portuguese, 12:54 AM in English.
      hour: locale === 'en' ? 'numeric' : '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZone,
    });
  };
}
