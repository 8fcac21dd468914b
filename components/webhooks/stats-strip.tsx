'use client';

import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Card } from '@/components/ui/card';
import { Skeleton } from '@/components/ui/skeleton';
import { useViewerTimeZone } from '@/components/ui/use-viewer-time-zone';
import { useDurationText } from '@/components/webhooks/use-duration-text';
import { successShare } from '@/lib/webhooks/core/health';
import { useStats } from '@/lib/webhooks/queries/stats';

/** The last 24 hours in four figures. Needs `deliveries`. */
export function StatsStrip({ webhookId }: { webhookId: string }) {
  const t = useTranslations('deliveries.strip');
  const format = useFormatter();
  const duration = useDurationText();
  const { data, isError } = useStats(webhookId, '24h', useViewerTimeZone());
  // The page is whole without them, and asks again by itself.
  if (isError && !data) return null;
  const ended = data && data.by_status.success + data.by_status.failure + data.by_status.timeout;
  const share = data && successShare({ succeeded: data.by_status.success, ended: ended ?? 0 });
  return (
    <Card className="mb-6">
      <dl className="grid grid-cols-2 sm:grid-cols-4 sm:divide-x sm:divide-border">
        <Figure label={t('delivered')} isKnown={data !== undefined}>
          {share == null ? '—' : format.number(share, { style: 'percent', maximumFractionDigits: 1 })}
        </Figure>
        <Figure label={t('deliveries')} isKnown={data !== undefined}>
          {data && format.number(data.total)}
        </Figure>
        <Figure label={t('median')} isKnown={data !== undefined}>
          {data && (data.latency_p50_ms === null ? '—' : duration(data.latency_p50_ms))}
        </Figure>
        <Figure label={t('waiting')} isKnown={data !== undefined}>
          {data && format.number(data.waiting)}
        </Figure>
      </dl>
    </Card>
  );
}

function Figure({ label, isKnown, children }: { label: string; isKnown: boolean; children: ReactNode }) {
  return (
    <div className="flex flex-col justify-between px-5 py-3">
      <dt className="text-xs text-text-muted">{label}</dt>
      <dd className="mt-0.5 text-xl font-semibold tabular-nums">
        {isKnown ? children : <Skeleton className="my-1.5 h-4 w-16" />}
      </dd>
    </div>
  );
}
