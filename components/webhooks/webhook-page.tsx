'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { Skeleton } from '@/components/ui/skeleton';
import { TabLinks } from '@/components/ui/tab-links';
import { DeliveriesTab } from '@/components/webhooks/deliveries-tab';
import { Recovery } from '@/components/webhooks/recovery';
import { StatsStrip } from '@/components/webhooks/stats-strip';
import { useOnDeleted } from '@/components/webhooks/webhook-frame';
import { paths, WEBHOOK_TABS, type WebhookTab } from '@/lib/paths';
import { useWebhook } from '@/lib/webhooks/queries/use-webhook';

// Who reads the history needs none of the figures, nor of the form and its validation.
// Without a loading state of its own, a tab whose script is on the way would suspend the whole page.
const loading = () => <Skeleton className="h-96 w-full rounded-lg" />;
const OverviewTab = dynamic(async () => (await import('@/components/webhooks/overview-tab')).OverviewTab, {
  loading,
});
const SettingsTab = dynamic(async () => (await import('@/components/webhooks/settings-tab')).SettingsTab, {
  loading,
});

interface WebhookPageProps {
  webhookId: string;
  tab: WebhookTab;
  mayChange: boolean;
  /** The time limit of an attempt. */
  timeoutMs: number;
  /** Automatic attempts in all: the first one and the length of the retry schedule. */
  attemptsMax: number;
}

/** What stands below the head of a webhook: what it lost, its last day, and the view that the address asks for. */
export function WebhookPage({ webhookId, tab, mayChange, timeoutMs, attemptsMax }: WebhookPageProps) {
  const t = useTranslations('deliveries.tabs');
  const { data: webhook } = useWebhook(webhookId);
  const onDeleted = useOnDeleted();
  return (
    <>
      <Recovery webhook={webhook} mayChange={mayChange} />
      <StatsStrip webhookId={webhookId} />
      <TabLinks
        label={t('label')}
        items={WEBHOOK_TABS.map((item) => ({
          href: paths.webhook(webhookId, item),
          label: t(item),
          current: item === tab,
        }))}
      />
      {tab === 'deliveries' && (
        <DeliveriesTab
          webhookId={webhookId}
          context={{ url: webhook.url, timeoutMs }}
          attemptsMax={attemptsMax}
          mayChange={mayChange}
        />
      )}
      {tab === 'overview' && <OverviewTab webhookId={webhookId} />}
      {tab === 'settings' && (
        <SettingsTab
          webhookId={webhookId}
          mayChange={mayChange}
          timeoutMs={timeoutMs}
          onDeleted={onDeleted}
        />
      )}
    </>
  );
}
