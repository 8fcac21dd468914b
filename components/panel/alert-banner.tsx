'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Notice } from '@/components/ui/notice';
import { useClockTime } from '@/components/ui/use-clock-time';
import { paths } from '@/lib/paths';
import { webhookName } from '@/lib/webhooks/core/webhook-name';
import type { IncidentDto } from '@/lib/webhooks/dtos';
import { useIncidents } from '@/lib/webhooks/queries/recovery';

/** Webhooks shown at once; the others are behind their number. */
const NAMED_MAX = 3;

interface AlertBannerProps {
  mayRead: boolean;
  /** As it was when the page was rendered, so that nothing moves afterwards. */
  initial: IncidentDto[];
}

/** On every page: which other webhooks nothing reaches now, and the way to what to do. Needs `alerts`. */
export function AlertBanner({ mayRead, initial }: AlertBannerProps) {
  const t = useTranslations('alerts.banner');
  const clockTime = useClockTime();
  const pathname = usePathname();
  const { data } = useIncidents(mayRead, initial);
  // A webhook's own page says more.
  const failing = data.filter(({ webhook_id }) => !pathname.startsWith(paths.webhook(webhook_id)));
  if (failing.length === 0) return null;
  const others = failing.length - NAMED_MAX;
  const lines = failing.map((incident) => (
    <li key={incident.webhook_id}>
      {t('failing', { name: webhookName(incident), since: clockTime(incident.started_at) })}{' '}
      <Link href={paths.webhook(incident.webhook_id)} className="font-medium underline">
        {t('see')}
        <span className="sr-only">: {webhookName(incident)}</span>
      </Link>
    </li>
  ));
  return (
    <section aria-label={t('label')} className="mb-4 flex flex-col gap-2 print:hidden">
      <Notice tone="failure" role="status">
        <ul className="flex flex-col gap-1">{lines.slice(0, NAMED_MAX)}</ul>
        {others > 0 && (
          <details>
            <summary className="cursor-pointer py-1 font-medium">{t('others', { count: others })}</summary>
            <ul className="flex flex-col gap-1">{lines.slice(NAMED_MAX)}</ul>
          </details>
        )}
      </Notice>
    </section>
  );
}
