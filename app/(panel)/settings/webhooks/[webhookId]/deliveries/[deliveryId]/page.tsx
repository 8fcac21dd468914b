import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { refusalOf } from '@/components/webhooks/refusal';
import { pageActor } from '@/lib/auth/page-guard';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import { DetailsView } from '../../details-view';
import { loadDelivery } from '../../load';

interface DeliveryPageProps {
  params: Promise<{ webhookId: string; deliveryId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: DeliveryPageProps): Promise<Metadata> {
  // Whom the layout refuses, the services would refuse too, here outside of any page.
  if (refusalOf(await pageActor())) return {};
  const { webhookId, deliveryId } = await params;
  const t = await getTranslations('events');
  const { event } = await loadDelivery(webhookId, deliveryId);
  return { title: t(`${EVENT_CATALOGUE[event].messageKey}.name`) };
}

/** Settings > Webhooks > one webhook > one delivery, in a drawer over the others. */
export default async function DeliveryPage({ params, searchParams }: DeliveryPageProps) {
  const actor = await pageActor();
  // Again after the layouts, which Next does not ask again when somebody moves between pages below them.
  const refusal = refusalOf(actor);
  if (refusal) return refusal;
  return <DetailsView actor={actor} {...(await params)} searchParams={searchParams} />;
}
