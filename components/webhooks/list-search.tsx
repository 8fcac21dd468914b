'use client';

import { SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { SearchBox } from '@/components/ui/search-box';

interface ListSearchProps {
  value: string;
  onSearch: (q: string) => void;
  found: number;
  all: number;
}

/** Finds webhooks in a long list, and says how many it found. Needs `webhooks`. */
export default function ListSearch({ value, onSearch, found, all }: ListSearchProps) {
  const t = useTranslations('webhooks.search');
  const search = useRef<HTMLElement>(null);
  return (
    <>
      <search
        ref={search}
        tabIndex={-1}
        aria-label={t('label')}
        className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-sm print:hidden"
      >
        <SearchBox
          value={value}
          onSearch={onSearch}
          placeholder={t('placeholder')}
          label={t('label')}
          className="grow basis-64 sm:max-w-80"
        />
        <p role="status" className="text-xs text-text-muted tabular-nums">
          {value && t('found', { found, all })}
        </p>
      </search>
      {found === 0 && (
        <EmptyState
          icon={<SearchX aria-hidden="true" />}
          title={t('none')}
          action={
            <Button
              onClick={() => {
                onSearch('');
                // This button goes away with what was searched for.
                search.current?.focus();
              }}
            >
              {t('clear')}
            </Button>
          }
        />
      )}
    </>
  );
}
