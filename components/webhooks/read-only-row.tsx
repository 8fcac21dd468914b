import { CircleCheck, CirclePause } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { WebhookRow } from '@/components/webhooks/webhook-row';
import type { WebhookListItem } from '@/lib/webhooks/dtos';

/** A webhook for those who may look and not change. */
export function ReadOnlyRow({ webhook }: { webhook: WebhookListItem }) {
  const t = useTranslations('webhooks.row');
  const Icon = webhook.enabled ? CircleCheck : CirclePause;
  return (
    <WebhookRow
      webhook={webhook}
      controls={
        <span className="flex items-center gap-1.5">
          <Icon className="size-4 text-text-muted" aria-hidden="true" />
          {t(webhook.enabled ? 'active' : 'off')}
        </span>
      }
    />
  );
}
