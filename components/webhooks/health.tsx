import { useFormatter, useNow, useTranslations } from 'next-intl';
import { failingHours, healthBars, successShare } from '@/lib/webhooks/core/health';
import type { WebhookListItem } from '@/lib/webhooks/dtos';

/** How much of the last 24 hours arrived, as a figure and by the hour. Needs the `webhooks` messages. */
export function Health({ health }: { health: WebhookListItem['health_24h'] }) {
  const t = useTranslations('webhooks.row');
  const format = useFormatter();
  const share = successShare(health);
  if (share === null)
    return (
      <p className="text-text-muted">
        <span aria-hidden="true">—</span> <span className="text-xs">{t('window')}</span>
        <span className="sr-only">{t('none_ended')}</span>
      </p>
    );
  return (
    <div className="tabular-nums">
      <span className="font-semibold">
        {format.number(share, { style: 'percent', maximumFractionDigits: 1 })}
      </span>{' '}
      <span className="text-xs text-text-muted">{t('window')}</span>
      <Hours hours={health.hours} />
      <p className="text-xs text-text-muted">
        {t('delivered', { succeeded: health.succeeded, ended: health.ended })}
      </p>
    </div>
  );
}

/** A column an hour: what arrived below, what failed on top of it. Its text says where the failures are. */
function Hours({ hours }: { hours: WebhookListItem['health_24h']['hours'] }) {
  const t = useTranslations('webhooks.row');
  const format = useFormatter();
  const now = useNow();
  const failing = failingHours(hours);
  const when = (hoursAgo: number) => format.relativeTime(now.getTime() - hoursAgo * 3_600_000, now);
  return (
    <svg
      role="img"
      aria-label={
        failing
          ? t('hours_failing', { count: failing.count, when: when(failing.worstHoursAgo) })
          : t('hours_fine')
      }
      viewBox="0 0 96 100"
      preserveAspectRatio="none"
      className="my-1 block h-5 w-24"
    >
      {healthBars(hours).map(({ succeeded, failed }, hour) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its place
        <g key={hour}>
          <rect x={hour * 4} y="97" width="3" height="3" className="fill-border-strong" />
          <rect x={hour * 4} y={100 - succeeded} width="3" height={succeeded} className="fill-success" />
          <rect
            x={hour * 4}
            y={100 - succeeded - failed}
            width="3"
            height={failed}
            className="fill-failure"
          />
        </g>
      ))}
    </svg>
  );
}
