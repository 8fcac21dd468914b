import { prisma } from '@/lib/db';
import { DELIVERY_STATUSES, type DeliveryStatus } from '@/lib/webhooks/core/delivery-state';
import type { StatsWindow, WebhookStats } from '@/lib/webhooks/schemas';
import type { Tenant } from './tenant';

/** How far each window goes back, and how fine it is cut: 24 to 30 buckets, on full hours or days of UTC. */
const WINDOWS: Record<StatsWindow, { length: string; bucket: string }> = {
  '24h': { length: '24 hours', bucket: '1 hour' },
  '7d': { length: '7 days', bucket: '6 hours' },
  '30d': { length: '30 days', bucket: '1 day' },
};

interface BucketRow {
  start: Date;
  status: DeliveryStatus | null;
  count: number;
}

interface LatencyRow {
  p50: number | null;
  p95: number | null;
}

/**
 * What became of the deliveries that were made in the window, tests not counted. The first bucket is partial: the
 * window begins to the minute. The webhook must have been found before.
 */
export async function findWebhookStats(
  tenant: Tenant,
  webhookId: string,
  window: StatsWindow,
): Promise<WebhookStats> {
  const { length, bucket } = WINDOWS[window];
  const [buckets, [latency], [queue]] = await Promise.all([
    prisma().$queryRaw<BucketRow[]>`
      WITH counted AS (
        SELECT date_bin(${bucket}::interval, d.created_at, timestamptz '2000-01-01 00:00Z') AS start,
          d.status, count(*)::int AS count
        FROM deliveries d
        WHERE d.organization_id = ${tenant.organizationId}::uuid AND d.webhook_id = ${webhookId}::uuid
          AND NOT d.test AND d.created_at > now() - ${length}::interval
        GROUP BY 1, 2
      )
      SELECT all_buckets.start, counted.status, coalesce(counted.count, 0) AS count
      FROM generate_series(
        date_bin(${bucket}::interval, now() - ${length}::interval, timestamptz '2000-01-01 00:00Z'),
        now(), ${bucket}::interval) AS all_buckets(start)
      LEFT JOIN counted USING (start)
      ORDER BY all_buckets.start`,
    prisma().$queryRaw<LatencyRow[]>`
      SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY d.duration_ms) AS p50,
        percentile_cont(0.95) WITHIN GROUP (ORDER BY d.duration_ms) AS p95
      FROM deliveries d
      WHERE d.organization_id = ${tenant.organizationId}::uuid AND d.webhook_id = ${webhookId}::uuid
        AND NOT d.test AND d.status = 'success' AND d.created_at > now() - ${length}::interval`,
    prisma().$queryRaw<{ waiting: number }[]>`
      SELECT count(*)::int AS waiting
      FROM delivery_queue q
      WHERE q.organization_id = ${tenant.organizationId}::uuid AND q.webhook_id = ${webhookId}::uuid`,
  ]);
  return statsOf(window, buckets, latency ?? { p50: null, p95: null }, queue?.waiting ?? 0);
}

function statsOf(window: StatsWindow, rows: BucketRow[], latency: LatencyRow, waiting: number): WebhookStats {
  const byStatus = Object.fromEntries(
    DELIVERY_STATUSES.map((status) => [
      status,
      rows.reduce((sum, row) => (row.status === status ? sum + row.count : sum), 0),
    ]),
  ) as Record<DeliveryStatus, number>;
  const ended = byStatus.success + byStatus.failure + byStatus.timeout;
  const buckets = new Map<string, WebhookStats['buckets'][number]>();
  for (const { start, status, count } of rows) {
    const key = start.toISOString();
    const bucket = buckets.get(key) ?? { start: key, success: 0, failure: 0, timeout: 0 };
    if (status === 'success' || status === 'failure' || status === 'timeout') bucket[status] += count;
    buckets.set(key, bucket);
  }
  const rounded = (ms: number | null) => (ms === null ? null : Math.round(ms));
  return {
    window,
    total: Object.values(byStatus).reduce((sum, count) => sum + count, 0),
    by_status: byStatus,
    waiting,
    success_rate: ended === 0 ? null : byStatus.success / ended,
    latency_p50_ms: rounded(latency.p50),
    latency_p95_ms: rounded(latency.p95),
    buckets: [...buckets.values()],
  };
}
