'use client';

import Link from 'next/link';
import type { MouseEvent, ReactNode } from 'react';
import { useDeliveryOpener } from '@/components/webhooks/use-shown-delivery';
import { paths } from '@/lib/paths';

/** The id of a delivery's link in the list, to which focus returns. */
export const rowLinkId = (deliveryId: string) => `delivery-${deliveryId}`;

interface DeliveryLinkProps {
  delivery: { id: string; webhook_id: string };
  id?: string;
  className?: string;
  children: ReactNode;
}

/** A link to a delivery; over its list it opens there, without a new page. */
export function DeliveryLink({ delivery, id, className, children }: DeliveryLinkProps) {
  const opener = useDeliveryOpener();
  function onClick(event: MouseEvent) {
    // A new tab, a download: the browser's own business.
    if (!opener || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    opener.open(delivery.id);
  }
  return (
    <Link
      {...(id && { id })}
      href={opener ? opener.hrefOf(delivery.id) : paths.delivery(delivery.webhook_id, delivery.id)}
      prefetch={false}
      onClick={onClick}
      {...(opener && { onPointerEnter: opener.preload, onFocus: opener.preload })}
      {...(className && { className })}
    >
      {children}
    </Link>
  );
}
