import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { filtersOf, loadDeliveryFilters } from '@/components/webhooks/delivery-filter-params';
import { refusalOf } from '@/components/webhooks/refusal';
import { WebhookPage } from '@/components/webhooks/webhook-page';
import { pageActor } from '@/lib/auth/page-guard';
import { env } from '@/lib/env';
import { ClientMessages } from '@/lib/i18n/client-messages';
import { paths, WEBHOOK_TABS } from '@/lib/paths';
import { roleMay } from '@/lib/webhooks/core/plan';
import { webhookName } from '@/lib/webhooks/core/webhook-name';
import { deliveriesQuery } from '@/lib/webhooks/queries/deliveries';
import { deliveryQueryOf } from '@/lib/webhooks/queries/delivery-filters';
import { webhookQuery } from '@/lib/webhooks/queries/webhook';
import { listDeliveries } from '@/lib/webhooks/services/list-deliveries';
import { loadWebhook } from '../load';

interface DetailsPageProps {
  params: Promise<{ webhookId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: DetailsPageProps): Promise<Metadata> {
  // Whom the layout refuses, the services would refuse too, here outside of any page.
  if (refusalOf(await pageActor())) return {};
  return { title: webhookName(await loadWebhook((await params).webhookId)) };
}

/** Settings > Webhooks > one webhook: its deliveries, or its settings. */
export default async function DetailsPage({ params, searchParams }: DetailsPageProps) {
  const { webhookId } = await params;
  const actor = await pageActor();
  // Again after the layout, which Next does not ask again when somebody moves between pages below it.
  const refusal = refusalOf(actor);
  if (refusal) return refusal;
  const t = await getTranslations('common');
  const asked = (await searchParams).tab;
  const tab = WEBHOOK_TABS.find((name) => name === asked) ?? 'deliveries';

  const queryClient = new QueryClient();
  queryClient.setQueryData(webhookQuery(webhookId).queryKey, await loadWebhook(webhookId));
  if (tab === 'deliveries') {
    const filters = filtersOf(await loadDeliveryFilters(searchParams));
    await queryClient.fetchInfiniteQuery({
      ...deliveriesQuery(webhookId, filters),
      queryFn: () => listDeliveries(actor, webhookId, deliveryQueryOf(filters, new Date())),
    });
  }

  return (
    <>
      <Breadcrumbs items={[{ label: t('settings') }, { label: t('webhooks'), href: paths.webhooks() }]} />
      <ClientMessages
        namespaces={[
          'deliveries',
          'diagnosis',
          'errors',
          'events',
          'status',
          'webhooks',
          ...(tab === 'settings' ? (['form', 'validation'] as const) : []),
        ]}
      >
        <HydrationBoundary state={dehydrate(queryClient)}>
          <NuqsAdapter>
            <WebhookPage
              webhookId={webhookId}
              tab={tab}
              mayChange={roleMay(actor.role, 'change')}
              timeoutMs={env().DELIVERY_TIMEOUT_MS}
            />
          </NuqsAdapter>
        </HydrationBoundary>
      </ClientMessages>
    </>
  );
}
