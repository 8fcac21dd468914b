'use client';

import { Inbox, SearchX } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useNow, useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ZoneNote } from '@/components/ui/zone-note';
import { DeliveryDrawer, preloadDelivery } from '@/components/webhooks/delivery-drawer';
import {
  type DeliveryParams,
  deliveryFilterParams,
  filtersOf,
  NO_FILTERS,
} from '@/components/webhooks/delivery-filter-params';
import { DeliveryFilters, focusFilters } from '@/components/webhooks/delivery-filters';
import { rowLinkId } from '@/components/webhooks/delivery-link';
import { DeliveryTable } from '@/components/webhooks/delivery-table';
import { DeliveryTableSkeleton } from '@/components/webhooks/delivery-table-skeleton';
import { ExportLink } from '@/components/webhooks/export-link';
import { QueryError } from '@/components/webhooks/query-error';
import { DeliveryOpenerContext, useShownDelivery } from '@/components/webhooks/use-shown-delivery';
import type { DiagnosisContext } from '@/lib/webhooks/core/diagnosis';
import type { DeliveryDto } from '@/lib/webhooks/dtos';
import { resendInputOf } from '@/lib/webhooks/queries/delivery-filters';
import { usePausedUntil } from '@/lib/webhooks/queries/paused-until';
import { useDeliveries } from '@/lib/webhooks/queries/use-deliveries';

// Only for what is filtered.
const ResendFound = dynamic(async () => (await import('@/components/webhooks/resend-found')).ResendFound, {
  loading: () => null,
});

interface DeliveriesTabProps {
  webhookId: string;
  context: DiagnosisContext;
  /** Automatic attempts in all: the first one and the length of the retry schedule. */
  attemptsMax: number;
  mayChange: boolean;
}

/** The history of a webhook: filters in the address, live rows, more on demand, one of them in a drawer over it. */
export function DeliveriesTab({ webhookId, context, attemptsMax, mayChange }: DeliveriesTabProps) {
  const t = useTranslations('deliveries');
  const now = useNow();
  const [params, setParams] = useQueryStates(deliveryFilterParams, { history: 'push', clearOnDefault: true });
  const filters = filtersOf(params);
  const pausedUntil = usePausedUntil(webhookId);
  const deliveries = useDeliveries(webhookId, filters);
  const { pages, rows, isWaiting, waiting, showWaiting, isStale, prefetch } = deliveries;
  const { shownId, hrefOf, open, move, close } = useShownDelivery(webhookId);
  const opener = useMemo(() => ({ hrefOf, open, preload: preloadDelivery }), [hrefOf, open]);
  const place = rows.findIndex(({ id }) => id === shownId);
  const neighbour = (delivery: DeliveryDto | undefined) => (delivery ? () => move(delivery.id) : null);
  const isFiltered = Object.keys(filters).length > 0;
  // These rows are there from the start, also for a browser that scrolls back to where it was.
  const [cameWith] = useState(deliveries.rowsOf);
  // Deferred: the rows come first.
  const found = useDeferredValue(deliveries.rowsOf);

  // The button may be gone then; reading goes on with the first of the rows that came.
  const goOn = useRef<{ at: number; from: Element | null } | null>(null);
  useEffect(() => {
    const first = goOn.current && rows[goOn.current.at];
    if (!goOn.current || !first) return;
    const { from } = goOn.current;
    goOn.current = null;
    // Not where somebody does something else meanwhile.
    if (document.activeElement === document.body || document.activeElement === from)
      document.getElementById(rowLinkId(first.id))?.focus({ preventScroll: true });
  }, [rows]);
  const goOnAt = (at: number) => {
    goOn.current = { at, from: document.activeElement };
  };
  const loadMore = () => {
    goOnAt(rows.length);
    void pages.fetchNextPage();
  };

  const choose = useCallback(
    (change: Partial<DeliveryParams>) => {
      prefetch(filtersOf({ ...params, ...change }));
      void setParams(change);
    },
    [prefetch, params, setParams],
  );

  return (
    <DeliveryOpenerContext value={opener}>
      <DeliveryFilters params={params} onChange={choose} />
      {/* Its height is fixed, so that what comes to wait here moves no row. */}
      <div className="mb-2 flex min-h-9 flex-wrap items-center justify-between gap-x-4 pointer-coarse:min-h-11 print:hidden">
        {isWaiting ? (
          <p role="status" className="grow text-xs text-text-muted">
            {t('list.loading')}
          </p>
        ) : (
          // Those that came wait on top for somebody to ask for them.
          <p className="grow text-xs text-text-muted">
            {isStale ? t('list.stale') : waiting.rows.length === 0 && t('list.live')}
          </p>
        )}
        {/* Their words, not their paddings, stand at the edges of the list. */}
        <div className="-mx-3 flex flex-wrap">
          {mayChange && resendInputOf(found, now) && <ResendFound webhookId={webhookId} filters={found} />}
          <ExportLink webhookId={webhookId} params={params} />
        </div>
        <div role="status" className="empty:-ml-4">
          {waiting.rows.length > 0 && (
            <Button
              variant="ghost"
              className="bg-accent-soft text-accent hover:bg-accent-soft hover:text-accent"
              onClick={() => {
                goOnAt(0);
                showWaiting();
              }}
            >
              {waiting.beyond
                ? t('list.new_beyond', { count: waiting.rows.length })
                : t('list.new', { count: waiting.rows.length })}
            </Button>
          )}
        </div>
      </div>
      {pages.isPending || (isWaiting && rows.length === 0) ? (
        <DeliveryTableSkeleton />
      ) : pages.data === undefined ? (
        <QueryError
          title={t('list.failed')}
          error={pages.error}
          busy={pages.isFetching}
          onRetry={() => {
            goOnAt(0);
            void pages.refetch();
          }}
        />
      ) : rows.length === 0 ? (
        isFiltered ? (
          <EmptyState
            icon={<SearchX aria-hidden="true" />}
            title={t('empty.filtered_title')}
            action={
              <Button
                onClick={() => {
                  choose(NO_FILTERS);
                  focusFilters();
                }}
              >
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
        <DeliveryTable
          key={JSON.stringify(deliveries.rowsOf)}
          rows={rows}
          context={context}
          mayChange={mayChange}
          pausedUntil={pausedUntil}
          isWaiting={isWaiting}
          startsWhole={deliveries.rowsOf === cameWith}
        />
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
            onRetry={loadMore}
          />
        </div>
      ) : (
        pages.hasNextPage && (
          <div className="mt-4 text-center print:hidden">
            <Button busy={pages.isFetchingNextPage} onClick={loadMore}>
              {t('list.load_more')}
            </Button>
          </div>
        )
      )}
      <DeliveryDrawer
        deliveryId={shownId}
        row={rows[place]}
        previous={neighbour(place > 0 ? rows[place - 1] : undefined)}
        next={neighbour(place >= 0 ? rows[place + 1] : undefined)}
        onClose={close}
        context={context}
        attemptsMax={attemptsMax}
        mayChange={mayChange}
      />
    </DeliveryOpenerContext>
  );
}
