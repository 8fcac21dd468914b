'use client';

import { Download, Search } from 'lucide-react';
import { useNow, useTranslations } from 'next-intl';
import { memo, useEffect, useEffectEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { buttonVariants } from '@/components/ui/button-variants';
import { SearchInput } from '@/components/ui/search-input';
import { Select } from '@/components/ui/select';
import {
  DELIVERY_KINDS,
  type DeliveryParams,
  filtersOf,
  NO_FILTERS,
} from '@/components/webhooks/delivery-filter-params';
import { TimeFilter } from '@/components/webhooks/time-filter';
import { DELIVERY_STATUSES } from '@/lib/webhooks/core/delivery-state';
import { EVENT_CATALOGUE, EVENT_NAMES } from '@/lib/webhooks/core/event-catalogue';
import { deliveryQueryOf, deliverySearch } from '@/lib/webhooks/queries/delivery-filters';

/** How long typing must rest before it is searched for, in milliseconds. */
const SEARCH_REST_MS = 300;

interface DeliveryFiltersProps {
  webhookId: string;
  params: DeliveryParams;
  /** Null takes a filter away. */
  onChange: (change: Partial<DeliveryParams>) => void;
}

/** Search and filters of the history, and the file of what they find. Needs `deliveries`, `status`, `events`. */
export const DeliveryFilters = memo(function DeliveryFilters({
  webhookId,
  params,
  onChange,
}: DeliveryFiltersProps) {
  const t = useTranslations('deliveries.filters');
  const tStatus = useTranslations('status');
  const tEvents = useTranslations('events');
  const isFiltered = Object.keys(filtersOf(params)).length > 0;
  return (
    <search aria-label={t('label')} className="mb-3 flex flex-wrap gap-2">
      <SearchBox value={params.q ?? ''} onSearch={(q) => onChange({ q: q || null })} />
      <Select
        label={`${t('status')}:`}
        value={params.status ?? 'all'}
        onValueChange={(value) => onChange({ status: value === 'all' ? null : value })}
        items={[
          { value: 'all', label: t('all') },
          ...DELIVERY_STATUSES.map((value) => ({ value, label: tStatus(value) })),
        ]}
      />
      <Select
        label={`${t('event')}:`}
        value={params.event ?? 'all'}
        onValueChange={(value) => onChange({ event: value === 'all' ? null : value })}
        items={[
          { value: 'all', label: t('all') },
          ...EVENT_NAMES.map((value) => ({
            value,
            label: tEvents(`${EVENT_CATALOGUE[value].messageKey}.name`),
          })),
        ]}
      />
      <TimeFilter params={params} onChange={onChange} />
      <Select
        label={`${t('kind')}:`}
        value={params.kind ?? 'all'}
        onValueChange={(value) => onChange({ kind: value === 'all' ? null : value })}
        items={[
          { value: 'all', label: t('all') },
          ...DELIVERY_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) })),
        ]}
      />
      {isFiltered && (
        <Button variant="ghost" onClick={() => onChange(NO_FILTERS)}>
          {t('clear')}
        </Button>
      )}
      <ExportLink webhookId={webhookId} params={params} />
    </search>
  );
});

/** A file of everything that the filters find, not only of the rows that are loaded. */
function ExportLink({ webhookId, params }: Pick<DeliveryFiltersProps, 'webhookId' | 'params'>) {
  const t = useTranslations('deliveries.filters');
  const path = `/api/webhooks/${webhookId}/deliveries/export`;
  const now = useNow();
  return (
    <a
      href={`${path}?${deliverySearch(deliveryQueryOf(filtersOf(params), now))}`}
      download
      title={t('export_hint')}
      className={buttonVariants({ variant: 'ghost', className: 'ml-auto' })}
    >
      <Download aria-hidden="true" />
      {t('export')}
    </a>
  );
}

function SearchBox({ value, onSearch }: { value: string; onSearch: (q: string) => void }) {
  const t = useTranslations('deliveries.filters');
  const [typed, setTyped] = useState(value);
  const [searched, setSearched] = useState(value);
  // Back, a cleared filter: the address leads, and what is typed follows.
  if (value !== searched) {
    setSearched(value);
    setTyped(value);
  }

  const search = useEffectEvent((q: string) => {
    setSearched(q);
    onSearch(q);
  });
  useEffect(() => {
    const q = typed.trim();
    if (q === searched) return;
    const timer = setTimeout(() => search(q), SEARCH_REST_MS);
    return () => clearTimeout(timer);
  }, [typed, searched]);

  return (
    <div className="relative min-w-52 grow basis-52">
      <Search
        className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-text-muted"
        aria-hidden="true"
      />
      <SearchInput
        value={typed}
        onValueChange={setTyped}
        maxLength={256}
        placeholder={t('search')}
        aria-label={t('search_hint')}
        className="pl-9"
      />
    </div>
  );
}
