'use client';

import { useFormatter, useLocale } from 'next-intl';
import { useViewerTimeZone } from '@/components/ui/use-viewer-time-zone';
import type { WebhookStats } from '@/lib/webhooks/dtos';

/** Words the beginning of a bucket (ISO 8601) in the viewer's zone: days by their date, whatever is shorter with its hour. */
export function useBucketTime({ window, time_zone }: WebhookStats): (start: string) => string {
  const format = useFormatter();
  const locale = useLocale();
  const timeZone = useViewerTimeZone();
  // A day of another zone begins at another hour here.
  const isDate = window === '30d' && time_zone === timeZone;
  return (start) =>
    format.dateTime(new Date(start), {
      timeZone,
      day: 'numeric',
      month: 'short',
      ...(!isDate && { hour: locale === 'en' ? 'numeric' : '2-digit', minute: '2-digit' }),
    });
}
