'use client';

import dynamic from 'next/dynamic';
import { useFormatter, useTranslations } from 'next-intl';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import type { ReactNode } from 'react';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Skeleton } from '@/components/ui/skeleton';
import { useIsHydrated } from '@/components/ui/use-is-hydrated';
import { useViewerTimeZone } from '@/components/ui/use-viewer-time-zone';
import { ZoneNote } from '@/components/ui/zone-note';
import { BucketTable } from '@/components/webhooks/bucket-table';
import { QueryError } from '@/components/webhooks/query-error';
import { useBucketTime } from '@/components/webhooks/use-bucket-time';
import { useDurationText } from '@/components/webhooks/use-duration-text';
import { WindowChoice } from '@/components/webhooks/window-choice';
import { successShare } from '@/lib/webhooks/core/health';
import type { WebhookStats } from '@/lib/webhooks/dtos';
import { useStats } from '@/lib/webhooks/queries/stats';

const CHART_HEIGHT = 'h-64';
const loading = () => <Skeleton className={`${CHART_HEIGHT} w-full`} />;
// The charts' library is larger than the rest of the page.
const OutcomeChart = dynamic(async () => (await import('@/components/webhooks/stats-charts')).OutcomeChart, {
  ssr: false,
  loading,
});
const LatencyChart = dynamic(async () => (await import('@/components/webhooks/stats-charts')).LatencyChart, {
  ssr: false,
  loading,
});

const WINDOWS = ['24h', '7d', '30d'] as const;

/** What became of a webhook's deliveries over time, as charts and as tables. Needs `deliveries`, `status`, `errors`. */
export function OverviewTab({ webhookId }: { webhookId: string }) {
  const t = useTranslations('deliveries.overview');
  const [window, setWindow] = useQueryState(
    'window',
    parseAsStringLiteral(WINDOWS).withDefault('24h').withOptions({ history: 'push' }),
  );
  const stats = useStats(webhookId, window, useViewerTimeZone());
  // The strip above asks for the same figures, and may have them before the script of this part is there; its first
  // picture still has to be what the server wrote without them.
  const isHydrated = useIsHydrated();
  return (
    <>
      <WindowChoice value={window} items={WINDOWS} onChange={(value) => void setWindow(value)} />
      {isHydrated && stats.data ? (
        <div className={stats.isPlaceholderData ? 'opacity-60' : ''} aria-busy={stats.isPlaceholderData}>
          <Figures stats={stats.data} />
        </div>
      ) : isHydrated && stats.isError ? (
        <QueryError
          title={t('failed')}
          error={stats.error}
          busy={stats.isFetching}
          onRetry={() => void stats.refetch()}
        />
      ) : (
        <Skeleton className="h-96 w-full rounded-lg" />
      )}
    </>
  );
}

function Figures({ stats }: { stats: WebhookStats }) {
  const t = useTranslations('deliveries.overview');
  const tStatus = useTranslations('status');
  const format = useFormatter();
  const duration = useDurationText();
  const bucketTime = useBucketTime(stats);
  const { success, failure, timeout } = stats.by_status;
  if (stats.total === 0)
    return (
      <EmptyState title={t('empty')}>
        <p>{t('no_tests')}</p>
      </EmptyState>
    );
  const share = successShare({ succeeded: success, ended: success + failure + timeout });
  const known = (ms: number | null) => (ms === null ? '—' : duration(ms));
  return (
    <div className="flex flex-col gap-6">
      <Panel
        title={t('outcomes')}
        facts={[
          [
            t('rate'),
            share === null ? '—' : format.number(share, { style: 'percent', maximumFractionDigits: 1 }),
          ],
          [tStatus('success'), format.number(success)],
          [tStatus('failure'), format.number(failure)],
          [tStatus('timeout'), format.number(timeout)],
        ]}
        chart={<OutcomeChart buckets={stats.buckets} bucketTime={bucketTime} />}
      >
        <BucketTable
          caption={t('outcomes')}
          columns={[t('from'), tStatus('success'), tStatus('failure'), tStatus('timeout')]}
          rows={stats.buckets.map((bucket) => ({
            key: bucket.start,
            cells: [
              bucketTime(bucket.start),
              format.number(bucket.success),
              format.number(bucket.failure),
              format.number(bucket.timeout),
            ],
          }))}
        />
      </Panel>
      {stats.latency_p50_ms === null ? (
        <Panel title={t('latency')} hint={t('latency_none')} />
      ) : (
        <Panel
          title={t('latency')}
          hint={t('latency_hint')}
          facts={[
            [t('p50'), known(stats.latency_p50_ms)],
            [t('p95'), known(stats.latency_p95_ms)],
          ]}
          chart={<LatencyChart buckets={stats.buckets} bucketTime={bucketTime} />}
        >
          <BucketTable
            caption={t('latency')}
            columns={[t('from'), t('p50'), t('p95')]}
            rows={stats.buckets.map((bucket) => ({
              key: bucket.start,
              cells: [bucketTime(bucket.start), known(bucket.latency_p50_ms), known(bucket.latency_p95_ms)],
            }))}
          />
        </Panel>
      )}
      <div className="flex flex-wrap gap-x-4">
        <ZoneNote />
        <p className="text-xs text-text-muted">{t('no_tests')}</p>
      </div>
    </div>
  );
}

interface PanelProps {
  title: string;
  hint?: string;
  facts?: [name: string, value: string][];
  /** Absent where there is nothing to draw. */
  chart?: ReactNode;
  /** The same as a table. */
  children?: ReactNode;
}

function Panel({ title, hint, facts, chart, children }: PanelProps) {
  return (
    <Card className="p-5">
      <section aria-label={title}>
        <h2 className="font-semibold">{title}</h2>
        {hint && <p className="mt-0.5 text-text-muted">{hint}</p>}
        {facts && (
          <dl className="mt-3 mb-4 flex flex-wrap gap-x-8 gap-y-2">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt className="text-xs text-text-muted">{name}</dt>
                <dd className="text-base font-semibold tabular-nums">{value}</dd>
              </div>
            ))}
          </dl>
        )}
        {chart && (
          <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
            <div className={`${CHART_HEIGHT} min-w-0`}>{chart}</div>
            {children}
          </div>
        )}
      </section>
    </Card>
  );
}
