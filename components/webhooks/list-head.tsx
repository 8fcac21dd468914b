import { useTranslations } from 'next-intl';
import { ROW_GRID } from '@/components/webhooks/webhook-row';

/** The names of the columns, for the eye; each row says them again to screen readers. */
export function ListHead() {
  const t = useTranslations('webhooks.columns');
  return (
    <div className="@container" aria-hidden="true">
      <div
        className={`hidden border-b border-border bg-surface-sunken py-2.5 text-xs font-medium text-text-muted ${ROW_GRID}`}
      >
        <span>{t('address')}</span>
        <span>{t('health')}</span>
        <span>{t('last')}</span>
        <span>{t('active')}</span>
      </div>
    </div>
  );
}
