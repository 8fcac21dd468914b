'use client';

import { useLocale, useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import { useViewerTimeZone } from '@/components/ui/use-viewer-time-zone';

/** Names the zone of the times on a page. Needs the `common` messages. */
export function ZoneNote({ className }: { className?: string }) {
  const t = useTranslations('common');
  const locale = useLocale();
  const timeZone = useViewerTimeZone();
  const zone = timeZone.replaceAll('_', ' ');
  const name = zoneName(locale, timeZone);
  return (
    // Browsers and the server may know different names.
    <p className={cn('text-xs text-text-muted', className)} suppressHydrationWarning>
      {t('times_in', { zone, name })}
    </p>
  );
}

/** What people call it: "Eastern Time", "Horário Padrão de Brasília". */
function zoneName(locale: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'longGeneric' }).formatToParts();
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}
