'use client';

import { useFormatter } from 'next-intl';
import { useViewerTimeZone } from '@/components/ui/use-viewer-time-zone';
import type { StatsWindow } from '@/lib/webhooks/schemas';

/** Words the beginning of a bucket (ISO 8601) in the viewer's zone, as finely as the window is cut. */
export function useBucketTime(window: StatsWindow): (start: string) => string {
  const format = useFormatter();
  const timeZone = useViewerTimeZone();
  return (start) =>
    format.dateTime(new Date(start), {
      timeZone,
      day: 'numeric',
      month: 'short',
      // A day of UTC begins at another hour here, so the hour is part of it.
      hour: '2-digit',
      ...(window === '24h' && { minute: '2-digit' }),
    });
}
