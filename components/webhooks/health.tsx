import { useFormatter, useTranslations } from 'next-intl';
import { successShare } from '@/lib/webhooks/core/health';
import type { WebhookListItem } from '@/lib/webhooks/schemas';

/** How much of the last 24 hours arrived. Needs the `webhooks` messages. */
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
      <p className="text-xs text-text-muted">{t('delivered', health)}</p>
    </div>
  );
}
