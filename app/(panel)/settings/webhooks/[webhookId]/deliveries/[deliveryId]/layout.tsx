import type { ReactNode } from 'react';
import { loadDelivery } from '../../load';

interface DeliveryLayoutProps {
  params: Promise<{ webhookId: string; deliveryId: string }>;
  children: ReactNode;
}

/** Answers 404 for a delivery that is not there, before the loading state below can answer 200. */
export default async function DeliveryLayout({ params, children }: DeliveryLayoutProps) {
  const { webhookId, deliveryId } = await params;
  await loadDelivery(webhookId, deliveryId);
  return children;
}
