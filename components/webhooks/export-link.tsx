'use client';

import { Download } from 'lucide-react';
import { useNow, useTranslations } from 'next-intl';
import { buttonVariants } from '@/components/ui/button-variants';
import { type DeliveryParams, filtersOf } from '@/components/webhooks/delivery-filter-params';
import { deliveryQueryOf, deliverySearch } from '@/lib/webhooks/queries/delivery-filters';

/** A file of everything that the filters find, not only of the rows that are loaded. Needs `deliveries`. */
export function ExportLink({ webhookId, params }: { webhookId: string; params: DeliveryParams }) {
  const t = useTranslations('deliveries.filters');
  const path = `/api/webhooks/${webhookId}/deliveries/export`;
  const now = useNow();
  return (
    <a
      href={`${path}?${deliverySearch(deliveryQueryOf(filtersOf(params), now))}`}
      download
      title={t('export_hint')}
      className={buttonVariants({ variant: 'ghost', size: 'sm' })}
    >
      <Download aria-hidden="true" />
      {t('export')}
    </a>
  );
}
