'use client';

import { useFormatter, useTranslations } from 'next-intl';
import type { ReactElement } from 'react';
import {
  Bar,
  BarChart,
  CartesianGrid,
  Legend,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { useDurationText } from '@/components/webhooks/use-duration-text';
import type { StatsBucket } from '@/lib/webhooks/dtos';

interface ChartProps {
  buckets: readonly StatsBucket[];
  /** Words the beginning of one. */
  bucketTime: (start: string) => string;
}

const AXIS = {
  stroke: 'var(--color-border-strong)',
  tick: { fill: 'var(--color-text-muted)', fontSize: 12 },
  tickLine: false,
} as const;
const TOOLTIP = {
  separator: ': ',
  itemSorter: () => 0,
  contentStyle: {
    background: 'var(--color-surface-raised)',
    border: '1px solid var(--color-border)',
    borderRadius: 8,
    fontSize: 12,
  },
  labelStyle: { color: 'var(--color-text)' },
  itemStyle: { color: 'var(--color-text)' },
  cursor: { fill: 'var(--color-surface-sunken)', stroke: 'var(--color-border-strong)' },
} as const;
// `itemSorter`: in the order of the chart itself.
const LEGEND = { wrapperStyle: { fontSize: 12 }, itemSorter: null } as const;

/** The same figures stand in a table beside it, so the picture itself is for eyes only. */
function Frame({ children }: { children: ReactElement }) {
  return (
    <div aria-hidden="true" className="h-full">
      <ResponsiveContainer width="100%" height="100%">
        {children}
      </ResponsiveContainer>
    </div>
  );
}

/** Deliveries of each part of the window by outcome, stacked. */
export function OutcomeChart({ buckets, bucketTime }: ChartProps) {
  const t = useTranslations('status');
  const format = useFormatter();
  return (
    <Frame>
      <BarChart
        data={[...buckets]}
        accessibilityLayer={false}
        margin={{ top: 4, right: 4, left: 0, bottom: 0 }}
      >
        <CartesianGrid vertical={false} stroke="var(--color-border)" />
        <XAxis dataKey="start" tickFormatter={bucketTime} minTickGap={32} {...AXIS} />
        <YAxis
          allowDecimals={false}
          width={48}
          tickFormatter={(count: number) => format.number(count)}
          {...AXIS}
        />
        <Tooltip
          labelFormatter={(start) => bucketTime(String(start))}
          formatter={(count) => format.number(Number(count))}
          isAnimationActive={false}
          {...TOOLTIP}
        />
        <Legend {...LEGEND} />
        {(['success', 'failure', 'timeout'] as const).map((status) => (
          <Bar
            key={status}
            dataKey={status}
            name={t(status)}
            stackId="outcome"
            fill={`var(--color-${status})`}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </Frame>
  );
}

/** How fast deliveries that arrived were answered: the middle one, and all but the slowest twentieth. */
export function LatencyChart({ buckets, bucketTime }: ChartProps) {
  const t = useTranslations('deliveries.overview');
  const duration = useDurationText();
  return (
    <Frame>
      <LineChart
        data={[...buckets]}
        accessibilityLayer={false}
        margin={{ top: 4, right: 4, left: 0, bottom: 0 }}
      >
        <CartesianGrid vertical={false} stroke="var(--color-border)" />
        <XAxis
          dataKey="start"
          tickFormatter={bucketTime}
          minTickGap={32}
          padding={{ left: 12, right: 12 }}
          {...AXIS}
        />
        <YAxis width={60} tickFormatter={(ms: number) => duration(ms)} {...AXIS} />
        <Tooltip
          labelFormatter={(start) => bucketTime(String(start))}
          formatter={(ms) => duration(Number(ms))}
          isAnimationActive={false}
          {...TOOLTIP}
        />
        <Legend {...LEGEND} />
        <Line
          dataKey="latency_p50_ms"
          name={t('p50')}
          stroke="var(--color-accent)"
          strokeWidth={2}
          isAnimationActive={false}
        />
        <Line
          dataKey="latency_p95_ms"
          name={t('p95')}
          stroke="var(--color-timeout)"
          strokeWidth={2}
          strokeDasharray="5 3"
          dot={{ strokeDasharray: 'none' }}
          isAnimationActive={false}
        />
      </LineChart>
    </Frame>
  );
}
