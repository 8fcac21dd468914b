import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { DeliveryDetail } from '@/components/webhooks/delivery-detail';
import { refusalOf } from '@/components/webhooks/refusal';
import { pageActor } from '@/lib/auth/page-guard';
import { env } from '@/lib/env';
import { ClientMessages } from '@/lib/i18n/client-messages';
import { paths } from '@/lib/paths';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import { roleMay } from '@/lib/webhooks/core/plan';
import { webhookName } from '@/lib/webhooks/core/webhook-name';
import { deliveryQuery } from '@/lib/webhooks/queries/delivery';
import { loadDelivery, loadWebhook } from '../../load';

interface DeliveryPageProps {
  params: Promise<{ webhookId: string; deliveryId: string }>;
}

export async function generateMetadata({ params }: DeliveryPageProps): Promise<Metadata> {
  // Whom the layout refuses, the services would refuse too, here outside of any page.
  if (refusalOf(await pageActor())) return {};
  const { webhookId, deliveryId } = await params;
  const t = await getTranslations('events');
  const { event } = await loadDelivery(webhookId, deliveryId);
  return { title: t(`${EVENT_CATALOGUE[event].messageKey}.name`) };
}

/** Settings > Webhooks > one webhook > one delivery. */
export default async function DeliveryPage({ params }: DeliveryPageProps) {
  const { webhookId, deliveryId } = await params;
  const actor = await pageActor();
  // Again after the layouts, which Next does not ask again when somebody moves between pages below them.
  const refusal = refusalOf(actor);
  if (refusal) return refusal;
  const t = await getTranslations('common');
  const webhook = await loadWebhook(webhookId);
  const { DELIVERY_TIMEOUT_MS, DELIVERY_RETRY_SCHEDULE } = env();

  const queryClient = new QueryClient();
  queryClient.setQueryData(deliveryQuery(deliveryId).queryKey, await loadDelivery(webhookId, deliveryId));

  return (
    <>
      <Breadcrumbs
        items={[
          { label: t('settings') },
          { label: t('webhooks'), href: paths.webhooks() },
          { label: webhookName(webhook), href: paths.webhook(webhookId) },
        ]}
      />
      <ClientMessages namespaces={['deliveries', 'diagnosis', 'errors', 'events', 'status']}>
        <HydrationBoundary state={dehydrate(queryClient)}>
          <DeliveryDetail
            deliveryId={deliveryId}
            context={{ url: webhook.url, timeoutMs: DELIVERY_TIMEOUT_MS }}
            attemptsMax={DELIVERY_RETRY_SCHEDULE.length + 1}
            mayChange={roleMay(actor.role, 'change')}
          />
        </HydrationBoundary>
      </ClientMessages>
    </>
  );
}
