import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { refusalOf } from '@/components/webhooks/refusal';
import { WebhookFrame } from '@/components/webhooks/webhook-frame';
import { pageActor } from '@/lib/auth/page-guard';
import { env } from '@/lib/env';
import { ClientMessages } from '@/lib/i18n/client-messages';
import { paths } from '@/lib/paths';
import { roleMay } from '@/lib/webhooks/core/plan';
import { webhookQuery } from '@/lib/webhooks/queries/webhook';
import { loadWebhook } from './load';

interface WebhookLayoutProps {
  params: Promise<{ webhookId: string }>;
  children: ReactNode;
}

/**
 * Guards everything below one webhook, and writes its head. Here and not in the pages, because a page stands inside its
 * loading state: its first byte would already have answered 200 where 404 is due, and React shows nothing of it for
 * 300 ms after the loading state was painted.
 */
export default async function WebhookLayout({ params, children }: WebhookLayoutProps) {
  const actor = await pageActor();
  const refusal = refusalOf(actor);
  if (refusal) return refusal;
  const { webhookId } = await params;
  const t = await getTranslations('common');
  const queryClient = new QueryClient();
  queryClient.setQueryData(webhookQuery(webhookId).queryKey, await loadWebhook(webhookId));
  return (
    <>
      <Breadcrumbs items={[{ label: t('settings') }, { label: t('webhooks'), href: paths.webhooks() }]} />
      <ClientMessages namespaces={['deliveries', 'diagnosis', 'errors', 'events', 'status', 'webhooks']}>
        <HydrationBoundary state={dehydrate(queryClient)}>
          <WebhookFrame
            webhookId={webhookId}
            mayChange={roleMay(actor.role, 'change')}
            timeoutMs={env().DELIVERY_TIMEOUT_MS}
          >
            {children}
          </WebhookFrame>
        </HydrationBoundary>
      </ClientMessages>
    </>
  );
}
