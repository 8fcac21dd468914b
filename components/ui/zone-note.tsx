'use client';

import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import { useViewerTimeZone } from '@/components/ui/use-viewer-time-zone';

/** Names the zone of the times on a page. Needs the `common` messages. */
export function ZoneNote({ className }: { className?: string }) {
  const t = useTranslations('common');
  const zone = useViewerTimeZone().replaceAll('_', ' ');
  return <p className={cn('text-xs text-text-muted', className)}>{t('times_in', { zone })}</p>;
}
