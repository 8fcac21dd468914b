import type { ReactNode } from 'react';
import { refusalOf } from '@/components/webhooks/refusal';
import { pageActor } from '@/lib/auth/page-guard';
import { loadDelivery } from '../../load';

interface DeliveryLayoutProps {
  params: Promise<{ webhookId: string; deliveryId: string }>;
  children: ReactNode;
}

/** Answers 404 for a delivery that is not there, before the loading state below can answer 200. */
export default async function DeliveryLayout({ params, children }: DeliveryLayoutProps) {
  // The page tells whom it is not for.
  if (refusalOf(await pageActor())) return children;
  const { webhookId, deliveryId } = await params;
  await loadDelivery(webhookId, deliveryId);
  return children;
}
