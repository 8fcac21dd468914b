import { prisma } from '@/lib/db';
import type { DeliveryStatus } from '@/lib/webhooks/core/delivery-state';
import type { WebhookListItem } from '@/lib/webhooks/schemas';
import type { Tenant } from './tenant';
import { type WebhookRow, webhookDtoOf } from './webhooks';

interface ListRow extends WebhookRow {
  lastStatus: DeliveryStatus | null;
  lastCreatedAt: Date | null;
  succeeded: number;
  ended: number;
}

/**
 * Every webhook of the organisation, the newest first, with its last real delivery and the health of 24 hours.
 * One statement: each webhook looks its own up at the head of an index, so the cost is that of the webhooks and
 * of the day's deliveries, whatever the history holds.
 */
export async function findWebhookList(tenant: Tenant): Promise<WebhookListItem[]> {
  const rows = await prisma().$queryRaw<ListRow[]>`
    SELECT w.id, w.url, w.description, w.events, w.enabled, w.disabled_reason AS "disabledReason",
      w.created_at AS "createdAt", w.updated_at AS "updatedAt",
      last.status AS "lastStatus", last.created_at AS "lastCreatedAt", health.succeeded, health.ended
    FROM webhooks w
    LEFT JOIN LATERAL (
      SELECT d.status, d.created_at FROM deliveries d
      WHERE d.organization_id = w.organization_id AND d.webhook_id = w.id AND NOT d.test
      ORDER BY d.created_at DESC, d.id DESC
      LIMIT 1
    ) last ON true
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE d.status = 'success')::int AS succeeded, count(*)::int AS ended
      FROM deliveries d
      WHERE d.organization_id = w.organization_id AND d.webhook_id = w.id AND NOT d.test
        AND d.created_at > now() - interval '24 hours' AND d.status IN ('success', 'failure', 'timeout')
    ) health
    WHERE w.organization_id = ${tenant.organizationId}::uuid AND w.deleted_at IS NULL
    ORDER BY w.created_at DESC, w.id DESC`;
  return rows.map((row) => ({
    ...webhookDtoOf(row),
    last_delivery:
      row.lastStatus && row.lastCreatedAt
        ? { status: row.lastStatus, created_at: row.lastCreatedAt.toISOString() }
        : null,
    health_24h: { succeeded: row.succeeded, ended: row.ended },
  }));
}
