'use client';

import { Inbox, SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ZoneNote } from '@/components/ui/zone-note';
import { deliveryFilterParams, filtersOf } from '@/components/webhooks/delivery-filter-params';
import { DeliveryFilters } from '@/components/webhooks/delivery-filters';
import { DeliveryTable } from '@/components/webhooks/delivery-table';
import { DeliveryTableSkeleton } from '@/components/webhooks/delivery-table-skeleton';
import { QueryError } from '@/components/webhooks/query-error';
import type { DiagnosisContext } from '@/lib/webhooks/core/diagnosis';
import { useDeliveries } from '@/lib/webhooks/queries/use-deliveries';

interface DeliveriesTabProps {
  webhookId: string;
  context: DiagnosisContext;
  mayChange: boolean;
}

/** The history of a webhook: filters in the address, live rows, more on demand. */
export function DeliveriesTab({ webhookId, context, mayChange }: DeliveriesTabProps) {
  const t = useTranslations('deliveries');
  const [params, setParams] = useQueryStates(deliveryFilterParams, { history: 'push', clearOnDefault: true });
  const filters = filtersOf(params);
  const { pages, rows, waiting, showWaiting, isStale } = useDeliveries(webhookId, filters);
  const isFiltered = Object.keys(filters).length > 0;

  return (
    <>
      <DeliveryFilters filters={filters} onChange={(change) => void setParams(change)} />
      {/* Its height is fixed, so that what comes to wait here moves no row. */}
      <div className="mb-2 flex min-h-9 flex-wrap items-center justify-between gap-x-4 pointer-coarse:min-h-11">
        <p className="text-xs text-text-muted">{isStale ? t('list.stale') : t('list.live')}</p>
        <div role="status">
          {waiting.rows.length > 0 && (
            <Button
              variant="ghost"
              className="bg-accent-soft text-accent hover:bg-accent-soft hover:text-accent"
              onClick={showWaiting}
            >
              {waiting.beyond
                ? t('list.new_beyond', { count: waiting.rows.length })
                : t('list.new', { count: waiting.rows.length })}
            </Button>
          )}
        </div>
      </div>
      {pages.isPending ? (
        <DeliveryTableSkeleton />
      ) : pages.data === undefined ? (
        <QueryError
          title={t('list.failed')}
          error={pages.error}
          busy={pages.isFetching}
          onRetry={() => void pages.refetch()}
        />
      ) : rows.length === 0 ? (
        isFiltered ? (
          <EmptyState
            icon={<SearchX aria-hidden="true" />}
            title={t('empty.filtered_title')}
            action={
              <Button onClick={() => void setParams({ status: null, event: null, q: null })}>
                {t('filters.clear')}
              </Button>
            }
          >
            <p>{t('empty.filtered_text')}</p>
          </EmptyState>
        ) : (
          <EmptyState icon={<Inbox aria-hidden="true" />} title={t('empty.title')}>
            <p>{mayChange ? t('empty.text') : t('empty.text_reader')}</p>
          </EmptyState>
        )
      ) : (
        <DeliveryTable rows={rows} context={context} mayChange={mayChange} />
      )}
      {rows.length > 0 && (
        <div className="mt-3 flex flex-wrap items-center justify-between gap-3">
          <ZoneNote />
          <p className="text-xs text-text-muted tabular-nums">{t('list.shown', { count: rows.length })}</p>
        </div>
      )}
      {pages.isFetchNextPageError ? (
        <div className="mt-4">
          <QueryError
            title={t('list.more_failed')}
            error={pages.error}
            busy={pages.isFetchingNextPage}
            onRetry={() => void pages.fetchNextPage()}
          />
        </div>
      ) : (
        pages.hasNextPage && (
          <div className="mt-4 text-center">
            <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {t('list.load_more')}
            </Button>
          </div>
        )
      )}
    </>
  );
}
