import { prisma } from '@/lib/db';
import type { DeliveryStatus } from '@/lib/webhooks/core/delivery-state';
import type { HealthHour } from '@/lib/webhooks/core/health';
import type { WebhookListItem } from '@/lib/webhooks/dtos';
import type { Tenant } from './tenant';
import { type WebhookRow, webhookDtoOf } from './webhooks';

interface ListRow extends WebhookRow {
  lastId: string | null;
  lastStatus: DeliveryStatus | null;
  lastCreatedAt: Date | null;
  succeeded: number;
  ended: number;
  /** Hours ago of {@link hourSucceeded} and {@link hourFailed}; hours without an end are left out. */
  hoursAgo: number[];
  hourSucceeded: number[];
  hourFailed: number[];
}

/**
 * Every webhook of the organisation, the newest first, with its last real delivery and the health of 24 hours, also by
 * the hour. One statement: each webhook looks its own up at the head of an index, so the cost is that of the webhooks
 * and of the day's deliveries, whatever the history holds.
 */
export async function findWebhookList(tenant: Tenant): Promise<WebhookListItem[]> {
  const rows = await prisma().$queryRaw<ListRow[]>`
    SELECT w.id, w.url, w.description, w.events, w.enabled, w.disabled_reason AS "disabledReason", w.mask,
      w.created_at AS "createdAt", w.updated_at AS "updatedAt",
      last.id AS "lastId", last.status AS "lastStatus", last.created_at AS "lastCreatedAt", health.succeeded, health.ended,
      health.hours_ago AS "hoursAgo", health.hour_succeeded AS "hourSucceeded", health.hour_failed AS "hourFailed"
    FROM webhooks w
    LEFT JOIN LATERAL (
      SELECT d.id, d.status, d.created_at FROM deliveries d
      WHERE d.organization_id = w.organization_id AND d.webhook_id = w.id AND NOT d.test
      ORDER BY d.created_at DESC, d.id DESC
      LIMIT 1
    ) last ON true
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(hour.succeeded), 0)::int AS succeeded, coalesce(sum(hour.ended), 0)::int AS ended,
        coalesce(array_agg(hour.ago), '{}') AS hours_ago,
        coalesce(array_agg(hour.succeeded), '{}') AS hour_succeeded,
        coalesce(array_agg(hour.ended - hour.succeeded), '{}') AS hour_failed
      FROM (
        SELECT greatest(0, floor(extract(epoch FROM now() - d.created_at) / 3600))::int AS ago,
          count(*) FILTER (WHERE d.status = 'success')::int AS succeeded, count(*)::int AS ended
        FROM deliveries d
        WHERE d.organization_id = w.organization_id AND d.webhook_id = w.id AND NOT d.test
          AND d.created_at > now() - interval '24 hours' AND d.status IN ('success', 'failure', 'timeout')
        GROUP BY 1
      ) hour
    ) health
    WHERE w.organization_id = ${tenant.organizationId}::uuid AND w.deleted_at IS NULL
    ORDER BY w.created_at DESC, w.id DESC`;
  return rows.map((row) => ({
    ...webhookDtoOf(row),
    last_delivery:
      row.lastId && row.lastStatus && row.lastCreatedAt
        ? { id: row.lastId, status: row.lastStatus, created_at: row.lastCreatedAt.toISOString() }
        : null,
    health_24h: { succeeded: row.succeeded, ended: row.ended, hours: hoursOf(row) },
  }));
}

/** One entry an hour, the oldest first; the last one is the hour that ends now. */
function hoursOf({ hoursAgo, hourSucceeded, hourFailed }: ListRow): HealthHour[] {
  const hours = Array.from({ length: 24 }, (): HealthHour => ({ succeeded: 0, failed: 0 }));
  for (const [index, ago] of hoursAgo.entries())
    hours[23 - ago] = { succeeded: hourSucceeded[index] ?? 0, failed: hourFailed[index] ?? 0 };
  return hours;
}
