import { CirclePause } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { LinkPending } from '@/components/ui/link-pending';
import { StatusPill } from '@/components/ui/status-pill';
import { Time } from '@/components/ui/time';
import { EventChips } from '@/components/webhooks/event-chips';
import { Health } from '@/components/webhooks/health';
import { MaskNote } from '@/components/webhooks/mask-note';
import { paths } from '@/lib/paths';
import { webhookName } from '@/lib/webhooks/core/webhook-name';
import type { WebhookListItem } from '@/lib/webhooks/dtos';

/** Columns from a row's own width of 48rem on; under it a row is a card. The head of the list shares them. */
export const ROW_GRID =
  'gap-x-4 px-5 @3xl:grid @3xl:grid-cols-[minmax(0,1fr)_6.5rem_9.5rem_13.5rem] @3xl:items-center';

/** The id of a webhook's link in the list, to which focus returns. */
export const webhookLinkId = (id: string) => `webhook-${id}`;

interface WebhookRowProps {
  webhook: WebhookListItem;
  /** What a manager does with it; for others, whether it is active. */
  controls: ReactNode;
  /** What belongs to the row as a whole: the answer to a test. */
  children?: ReactNode;
}

/** A webhook at a glance: address, events, health of 24 hours, last delivery. Needs `webhooks`, `events`, `status`. */
export function WebhookRow({ webhook, controls, children }: WebhookRowProps) {
  const t = useTranslations('webhooks');
  const tStatus = useTranslations('status');
  return (
    <div className="@container">
      <div className={`flex flex-col gap-y-3 py-4 ${ROW_GRID}`}>
        <div className="min-w-0">
          <Link
            id={webhookLinkId(webhook.id)}
            href={paths.webhook(webhook.id)}
            className="tap-target block w-fit rounded-sm font-medium text-text"
          >
            <span className="verbatim line-clamp-2 wrap-anywhere">{webhook.url}</span>
            <LinkPending />
          </Link>
          {webhook.description && (
            <p className="text-xs break-words text-text-muted">{webhook.description}</p>
          )}
          <div className="mt-1.5">
            <EventChips events={webhook.events} label={t('row.events')} />
          </div>
          <MaskNote mask={webhook.mask} className="mt-2" />
          {webhook.disabled_reason && (
            <p className="mt-2 flex gap-1.5 text-xs text-text-muted">
              <CirclePause className="size-4 shrink-0" aria-hidden="true" />
              {t(`disabled.${webhook.disabled_reason}`)}
            </p>
          )}
        </div>
        <Fact label={t('columns.health')}>
          <Health health={webhook.health_24h} />
        </Fact>
        <Fact label={t('columns.last')}>
          {webhook.last_delivery ? (
            <div>
              <Link
                href={paths.delivery(webhook.id, webhook.last_delivery.id)}
                prefetch={false}
                aria-label={t('row.last_of', {
                  status: tStatus(webhook.last_delivery.status),
                  name: webhookName(webhook),
                })}
                className="tap-target inline-block rounded-full"
              >
                <StatusPill status={webhook.last_delivery.status} />
              </Link>
              <Time value={webhook.last_delivery.created_at} className="block text-xs text-text-muted" />
            </div>
          ) : (
            <p className="text-text-muted">{t('row.no_delivery')}</p>
          )}
        </Fact>
        <div className="flex items-center justify-between gap-4">{controls}</div>
      </div>
      {children && <div className="px-5 pb-4">{children}</div>}
    </div>
  );
}

/** A figure with its name: on a card in sight, in a table above the column. */
function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex gap-4 @3xl:block">
      <p className="w-28 shrink-0 text-xs leading-5 text-text-muted @3xl:sr-only">{label}</p>
      {children}
    </div>
  );
}
