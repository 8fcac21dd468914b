import { pool } from '@/lib/db';
import type { DeliveryStatus } from '@/lib/webhooks/core/delivery-state';
import { plainArray } from './array-literal';
import type { Session } from './session';
import type { Tenant } from './tenant';

/** Which deliveries of a webhook; `since` counts, `until` no longer, both ISO times or absent. */
export interface QueueAgainFilter {
  statuses: readonly DeliveryStatus[];
  since: string | undefined;
  until: string | undefined;
}

/**
 * Puts deliveries into the queue as resends, due now, and answers how many. Tests, what is being sent right now and
 * what retention emptied are left out. `webhookId` must be a UUID.
 */
export async function queueAgain(
  tenant: Tenant,
  webhookId: string,
  filter: QueueAgainFilter,
): Promise<number> {
  const { rowCount } = await pool().query(
    `UPDATE deliveries d
     SET next_attempt_at = now(), resend_requested = true, lease_token = NULL, leased_until = NULL,
       status = CASE WHEN d.status = 'held' THEN 'pending'::delivery_status ELSE d.status END
     FROM events e
     WHERE d.organization_id = $1 AND d.webhook_id = $2 AND d.status = ANY ($3::delivery_status[]) AND NOT d.test
       AND (d.leased_until IS NULL OR d.leased_until <= now())
       AND ($4::timestamptz IS NULL OR d.created_at >= $4) AND ($5::timestamptz IS NULL OR d.created_at < $5)
       AND e.organization_id = d.organization_id AND e.id = d.event_id AND e.body IS NOT NULL`,
    [
      tenant.organizationId,
      webhookId,
      `{${filter.statuses.join(',')}}`,
      filter.since ?? null,
      filter.until ?? null,
    ],
  );
  return rowCount ?? 0;
}

/** Removes what is held for a webhook and answers how many. `webhookId` must be a UUID. */
export async function deleteHeld(tenant: Tenant, webhookId: string): Promise<number> {
  const { rowCount } = await pool().query(
    `DELETE FROM deliveries
     WHERE organization_id = $1 AND webhook_id = $2 AND status = 'held' AND (leased_until IS NULL OR leased_until <= now())`,
    [tenant.organizationId, webhookId],
  );
  return rowCount ?? 0;
}

/** As {@link queueAgain} for these deliveries alone, in the transaction of a job. */
export async function queueAgainIds(
  session: Session,
  organizationId: string,
  ids: readonly string[],
): Promise<void> {
  await session.query(
    `UPDATE deliveries d
     SET next_attempt_at = now(), resend_requested = true, lease_token = NULL, leased_until = NULL,
       status = CASE WHEN d.status = 'held' THEN 'pending'::delivery_status ELSE d.status END
     FROM events e
     WHERE d.organization_id = $1 AND d.id = ANY ($2::uuid[]) AND d.status IN ('failure', 'timeout', 'held') AND NOT d.test
       AND (d.leased_until IS NULL OR d.leased_until <= now())
       AND e.organization_id = d.organization_id AND e.id = d.event_id AND e.body IS NOT NULL`,
    [organizationId, plainArray(ids)],
  );
}

/** As {@link deleteHeld} for these deliveries alone, in the transaction of a job. */
export async function deleteHeldIds(
  session: Session,
  organizationId: string,
  ids: readonly string[],
): Promise<void> {
  await session.query(
    `DELETE FROM deliveries
     WHERE organization_id = $1 AND id = ANY ($2::uuid[]) AND status = 'held' AND (leased_until IS NULL OR leased_until <= now())`,
    [organizationId, plainArray(ids)],
  );
}
