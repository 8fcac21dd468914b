'use client';

import { lazy, Suspense, useState } from 'react';
import { preload } from '@/components/preload';
import type { DeliverySheetProps } from '@/components/webhooks/delivery-sheet';

const load = () => import('@/components/webhooks/delivery-sheet');
// Who only reads the list needs neither the dialog nor what stands in it.
const DeliverySheet = lazy(async () => ({ default: (await load()).DeliverySheet }));

/** Begins to fetch what a drawer needs. */
export function preloadDelivery(): void {
  preload(load);
}

/** One delivery over the list of them; none while `deliveryId` is null. */
export function DeliveryDrawer({
  deliveryId,
  ...props
}: Omit<DeliverySheetProps, 'deliveryId' | 'open'> & { deliveryId: string | null }) {
  // What was shown last stays while the sheet slides away.
  const [last, setLast] = useState(deliveryId);
  if (deliveryId && deliveryId !== last) setLast(deliveryId);
  const id = deliveryId ?? last;
  if (!id) return null;
  return (
    <Suspense>
      <DeliverySheet {...props} deliveryId={id} open={deliveryId !== null} />
    </Suspense>
  );
}
