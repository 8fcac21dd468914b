import type { Metadata } from 'next';
import { refusalOf } from '@/components/webhooks/refusal';
import { pageActor } from '@/lib/auth/page-guard';
import { webhookName } from '@/lib/webhooks/core/webhook-name';
import { DetailsView } from '../details-view';
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

/** Settings > Webhooks > one webhook: its deliveries, its figures, or its settings. */
export default async function DetailsPage({ params, searchParams }: DetailsPageProps) {
  const actor = await pageActor();
  // Again after the layout, which Next does not ask again when somebody moves between pages below it.
  const refusal = refusalOf(actor);
  if (refusal) return refusal;
  return <DetailsView actor={actor} webhookId={(await params).webhookId} searchParams={searchParams} />;
}
