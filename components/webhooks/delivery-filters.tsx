'use client';

import { useTranslations } from 'next-intl';
import { memo } from 'react';
import { Button } from '@/components/ui/button';
import { SearchBox } from '@/components/ui/search-box';
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

interface DeliveryFiltersProps {
  params: DeliveryParams;
  /** Null takes a filter away. */
  onChange: (change: Partial<DeliveryParams>) => void;
}

const FILTERS_ID = 'delivery-filters';

/** For whoever cleared them by a button that goes away with them. Not into the search, where a phone opens its keys. */
export function focusFilters() {
  document.getElementById(FILTERS_ID)?.focus();
}

/** Search and filters of the history. Needs `deliveries`, `status`, `events`. */
export const DeliveryFilters = memo(function DeliveryFilters({ params, onChange }: DeliveryFiltersProps) {
  const t = useTranslations('deliveries.filters');
  const tStatus = useTranslations('status');
  const tEvents = useTranslations('events');
  const isFiltered = Object.keys(filtersOf(params)).length > 0;
  return (
    <search
      id={FILTERS_ID}
      aria-label={t('label')}
      tabIndex={-1}
      className="mb-3 flex flex-wrap gap-2 rounded-sm print:hidden"
    >
      <SearchBox
        value={params.q ?? ''}
        onSearch={(q) => onChange({ q: q || null })}
        placeholder={t('search')}
        label={t('search_hint')}
        className="min-w-52 grow basis-52 max-sm:basis-full"
      />
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
        <Button
          variant="ghost"
          onClick={() => {
            onChange(NO_FILTERS);
            focusFilters();
          }}
        >
          {t('clear')}
        </Button>
      )}
    </search>
  );
});
