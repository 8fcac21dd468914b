'use client';

import { useFormatter, useLocale } from 'next-intl';
import { useViewerTimeZone } from '@/components/ui/use-viewer-time-zone';

/** Words the beginning of a bucket (ISO 8601) in the viewer's zone. A day of UTC begins at another hour here, so the hour is always part of it. */
export function useBucketTime(): (start: string) => string {
  const format = useFormatter();
  const locale = useLocale();
  const timeZone = useViewerTimeZone();
  return (start) =>
    format.dateTime(new Date(start), {
      timeZone,
      day: 'numeric',
      month: 'short',
      hour: locale === 'en' ? 'numeric' : '2-digit',
      minute: '2-digit',
    });
}
