import { prisma } from '@/lib/db';
import { Prisma } from '@/lib/generated/prisma/client';
import { DEFAULT_TIME_ZONE } from '@/lib/i18n/time-zone';
import { DELIVERY_STATUSES, type DeliveryStatus } from '@/lib/webhooks/core/delivery-state';
import type { StatsBucket, WebhookStats } from '@/lib/webhooks/dtos';
import type { StatsQuery, StatsWindow } from '@/lib/webhooks/schemas';
import type { Tenant } from './tenant';

/** How far each window goes back, and how fine it is cut: 25 to 31 buckets. */
const WINDOWS: Record<StatsWindow, { length: string; bucket: string }> = {
  '24h': { length: '24 hours', bucket: '1 hour' },
  '7d': { length: '7 days', bucket: '6 hours' },
  '30d': { length: '30 days', bucket: '1 day' },
};

interface Figures {
  counts: Record<DeliveryStatus, number>;
  p50: number | null;
  p95: number | null;
}

/** `start` is null in the one row of the whole window. */
type FiguresRow = { start: Date | null; p50: number | null; p95: number | null } & Record<
  DeliveryStatus,
  number
>;

/**
 * Where the buckets of a window begin. Hours are of one length each; what is longer begins on the same hours of the
 * zone every day, also where a day has 23 or 25 of them. An hour that is skipped begins with the next.
 */
function startsOf(window: StatsWindow, timeZone: string): Prisma.Sql {
  const { length, bucket } = WINDOWS[window];
  const begin = Prisma.sql`now() - ${length}::interval`;
  if (bucket === '1 hour')
    return Prisma.sql`SELECT generate_series(date_trunc('hour', ${begin}, ${timeZone}::text), now(), ${bucket}::interval)`;
  return Prisma.sql`
    SELECT local AT TIME ZONE ${timeZone}::text
    FROM generate_series(
      date_bin(${bucket}::interval, (${begin}) AT TIME ZONE ${timeZone}::text, timestamp '2000-01-01 00:00'),
      now() AT TIME ZONE ${timeZone}::text, ${bucket}::interval) AS local`;
}

/** Zones that the database was asked about, in lower case; there are some six hundred of them. */
const askedZones = new Map<string, boolean>();

/** Browsers, Node.js and PostgreSQL each have a table of zones, of different years. */
async function zoneOrUtc(timeZone: string): Promise<string> {
  const name = timeZone.toLowerCase();
  let isKnown = timeZone === DEFAULT_TIME_ZONE || askedZones.get(name);
  if (isKnown === undefined) {
    const rows = await prisma().$queryRaw<unknown[]>`
      SELECT 1 FROM pg_timezone_names WHERE lower(name) = ${name}::text`;
    isKnown = rows.length > 0;
    askedZones.set(name, isKnown);
  }
  return isKnown ? timeZone : DEFAULT_TIME_ZONE;
}

/**
 * What became of the deliveries that were made in the window, tests not counted. The first bucket is partial: the
 * window begins to the minute. The webhook must have been found before.
 */
export async function findWebhookStats(
  tenant: Tenant,
  webhookId: string,
  { window, time_zone }: StatsQuery,
): Promise<WebhookStats> {
  const timeZone = await zoneOrUtc(time_zone);
  const [rows, [queue]] = await Promise.all([
    // One walk over the window gives its buckets and, as their total, the window itself.
    prisma().$queryRaw<FiguresRow[]>`
      WITH starts AS MATERIALIZED (
        SELECT array_agg(DISTINCT start ORDER BY start) AS list
        FROM (${startsOf(window, timeZone)}) AS given(start)
        WHERE start <= now()
      ), made AS (
        SELECT width_bucket(d.created_at, starts.list) AS bucket,
          d.status, CASE WHEN d.status = 'success' THEN d.duration_ms END AS answered_ms
        FROM deliveries d CROSS JOIN starts
        WHERE d.organization_id = ${tenant.organizationId}::uuid AND d.webhook_id = ${webhookId}::uuid
          AND NOT d.test AND d.created_at > now() - ${WINDOWS[window].length}::interval
      ), counted AS (
        SELECT bucket, grouping(bucket) = 1 AS whole,
          count(*) FILTER (WHERE status = 'success')::int AS success,
          count(*) FILTER (WHERE status = 'failure')::int AS failure,
          count(*) FILTER (WHERE status = 'timeout')::int AS timeout,
          count(*) FILTER (WHERE status = 'pending')::int AS pending,
          count(*) FILTER (WHERE status = 'held')::int AS held,
          percentile_cont(0.5) WITHIN GROUP (ORDER BY answered_ms) AS p50,
          percentile_cont(0.95) WITHIN GROUP (ORDER BY answered_ms) AS p95
        FROM made
        GROUP BY GROUPING SETS ((bucket), ())
      )
      SELECT buckets.start, coalesce(c.success, 0) AS success, coalesce(c.failure, 0) AS failure,
        coalesce(c.timeout, 0) AS timeout, coalesce(c.pending, 0) AS pending, coalesce(c.held, 0) AS held, c.p50, c.p95
      FROM starts CROSS JOIN unnest(starts.list) WITH ORDINALITY AS buckets(start, bucket)
      LEFT JOIN counted c ON c.bucket = buckets.bucket AND NOT c.whole
      UNION ALL
      SELECT NULL, success, failure, timeout, pending, held, p50, p95 FROM counted WHERE whole
      ORDER BY 1`,
    prisma().$queryRaw<{ waiting: number }[]>`
      SELECT count(*)::int AS waiting
      FROM delivery_queue q
      WHERE q.organization_id = ${tenant.organizationId}::uuid AND q.webhook_id = ${webhookId}::uuid`,
  ]);
  const whole = rows.find(({ start }) => start === null);
  return {
    window,
    time_zone: timeZone,
    ...windowOf(figuresOf(whole)),
    waiting: queue?.waiting ?? 0,
    buckets: rows.flatMap((row) => (row.start ? [bucketOf(row.start, figuresOf(row))] : [])),
  };
}

function figuresOf(row: FiguresRow | undefined): Figures {
  const rounded = (ms: number | null | undefined) => (ms == null ? null : Math.round(ms));
  const counts = Object.fromEntries(DELIVERY_STATUSES.map((status) => [status, row?.[status] ?? 0]));
  return {
    counts: counts as Figures['counts'],
    p50: rounded(row?.p50),
    p95: rounded(row?.p95),
  };
}

function windowOf({ counts, p50, p95 }: Figures) {
  const ended = counts.success + counts.failure + counts.timeout;
  return {
    total: Object.values(counts).reduce((sum, count) => sum + count, 0),
    by_status: counts,
    success_rate: ended === 0 ? null : counts.success / ended,
    latency_p50_ms: p50,
    latency_p95_ms: p95,
  };
}

function bucketOf(start: Date, { counts, p50, p95 }: Figures): StatsBucket {
  const { success, failure, timeout } = counts;
  return {
    start: start.toISOString(),
    success,
    failure,
    timeout,
    latency_p50_ms: p50,
    latency_p95_ms: p95,
  };
}
