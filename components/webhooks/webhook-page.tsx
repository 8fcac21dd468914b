'use client';

import { useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { lazy, Suspense, useState } from 'react';
import { Card } from '@/components/ui/card';
import { TabLinks } from '@/components/ui/tab-links';
import { DeliveriesTab } from '@/components/webhooks/deliveries-tab';
import { Recovery } from '@/components/webhooks/recovery';
import { StatsStrip } from '@/components/webhooks/stats-strip';
import { WebhookHeader } from '@/components/webhooks/webhook-header';
import { paths, WEBHOOK_TABS, type WebhookTab } from '@/lib/paths';
import { useWebhook } from '@/lib/webhooks/queries/webhook';
import { webhooksQuery } from '@/lib/webhooks/queries/webhooks';

// Who reads the history needs none of the figures, nor of the form and its validation.
const OverviewTab = dynamic(async () => (await import('@/components/webhooks/overview-tab')).OverviewTab);
const SettingsTab = dynamic(async () => (await import('@/components/webhooks/settings-tab')).SettingsTab);

// As seldom wanted; asked for as soon as the deletion is confirmed.
const DeletedRow = lazy(() => import('@/components/webhooks/deleted-row'));

interface WebhookPageProps {
  webhookId: string;
  tab: WebhookTab;
  mayChange: boolean;
  /** The time limit of an attempt. */
  timeoutMs: number;
  /** Automatic attempts in all: the first one and the length of the retry schedule. */
  attemptsMax: number;
}

/** One webhook: its head, and the view that the address asks for. */
export function WebhookPage({ webhookId, tab, mayChange, timeoutMs, attemptsMax }: WebhookPageProps) {
  const t = useTranslations('deliveries.tabs');
  const router = useRouter();
  const client = useQueryClient();
  const { data: webhook } = useWebhook(webhookId);
  const [isDeleted, setDeleted] = useState(false);

  function leave() {
    void client.invalidateQueries({ queryKey: webhooksQuery().queryKey });
    router.replace(paths.webhooks());
  }

  if (isDeleted)
    return (
      <>
        <h1 className="mb-6 text-xl font-semibold tracking-tight break-all">{webhook.url}</h1>
        <Card className="overflow-hidden">
          <Suspense>
            <DeletedRow webhook={webhook} onRestored={() => setDeleted(false)} onGone={leave} />
          </Suspense>
        </Card>
      </>
    );
  return (
    <>
      <WebhookHeader webhookId={webhookId} mayChange={mayChange} timeoutMs={timeoutMs} />
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
          onDeleted={() => setDeleted(true)}
        />
      )}
    </>
  );
}
