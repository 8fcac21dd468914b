'use client';

import { Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useEffectEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { SearchInput } from '@/components/ui/search-input';
import { Select } from '@/components/ui/select';
import { DELIVERY_STATUSES } from '@/lib/webhooks/core/delivery-state';
import { EVENT_CATALOGUE, EVENT_NAMES } from '@/lib/webhooks/core/event-catalogue';
import type { DeliveryFilters as Filters } from '@/lib/webhooks/queries/deliveries';

/** How long typing must rest before it is searched for, in milliseconds. */
const SEARCH_REST_MS = 300;

interface DeliveryFiltersProps {
  filters: Filters;
  /** Null takes a filter away. */
  onChange: (change: { [K in keyof Filters]?: Exclude<Filters[K], undefined> | null }) => void;
}

/** Status, event and search of the history. Needs `deliveries`, `status`, `events`. */
export function DeliveryFilters({ filters, onChange }: DeliveryFiltersProps) {
  const t = useTranslations('deliveries.filters');
  const tStatus = useTranslations('status');
  const tEvents = useTranslations('events');
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <search aria-label={t('label')} className="mb-3 flex flex-wrap gap-2">
      <SearchBox value={filters.q ?? ''} onSearch={(q) => onChange({ q: q || null })} />
      <Select
        label={`${t('status')}:`}
        value={filters.status ?? 'all'}
        onValueChange={(value) => onChange({ status: value === 'all' ? null : value })}
        items={[
          { value: 'all', label: t('all') },
          ...DELIVERY_STATUSES.map((value) => ({ value, label: tStatus(value) })),
        ]}
      />
      <Select
        label={`${t('event')}:`}
        value={filters.event ?? 'all'}
        onValueChange={(value) => onChange({ event: value === 'all' ? null : value })}
        items={[
          { value: 'all', label: t('all') },
          ...EVENT_NAMES.map((value) => ({
            value,
            label: tEvents(`${EVENT_CATALOGUE[value].messageKey}.name`),
          })),
        ]}
      />
      {isFiltered && (
        <Button variant="ghost" onClick={() => onChange({ q: null, status: null, event: null })}>
          {t('clear')}
        </Button>
      )}
    </search>
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
    <div className="relative min-w-52 grow basis-64">
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
