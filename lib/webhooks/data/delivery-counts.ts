import { pool } from '@/lib/db';
import type { DeliveryStatus } from '@/lib/webhooks/core/delivery-state';
import type { Tenant } from './tenant';

/** Which deliveries of a webhook, of those that have not arrived. Tests are never meant. `since` counts, `until` no longer; ISO times. */
export interface DeliverySelection {
  statuses: readonly Extract<DeliveryStatus, 'failure' | 'timeout' | 'held'>[];
  event?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

/** How many deliveries there are of a selection, up to {@link SELECTED_MAX}. */
export interface DeliveryCount {
  deliveries: number;
  missedCalls: number;
  /** How many of them are tried again by themselves. */
  retrying: number;
  /** There are more, which were not counted. */
  more: boolean;
}

/** The most that is counted, and taken by one job: with an index each, a matter of milliseconds. */
export const SELECTED_MAX = 10_000;

/**
 * Conditions on deliveries `d` and events `e` for a selection, as parameters from $1 on: organisation, webhook, statuses,
 * event, since, until. Deliveries whose body retention removed cannot be sent and are left out.
 */
export const SELECTED = `d.organization_id = $1::uuid AND d.webhook_id = $2::uuid AND d.trouble = ANY ($3::text[]) AND NOT d.test
  AND ($4::text IS NULL OR d.event = $4)
  AND ($5::timestamptz IS NULL OR d.created_at >= $5) AND ($6::timestamptz IS NULL OR d.created_at < $6)
  AND EXISTS (SELECT 1 FROM events e WHERE e.id = d.event_id AND e.organization_id = d.organization_id AND e.body IS NOT NULL)`;

/** The values of {@link SELECTED}. */
export function selectedValues(tenant: Tenant, webhookId: string, selection: DeliverySelection): unknown[] {
  return [
    tenant.organizationId,
    webhookId,
    `{${selection.statuses.join(',')}}`,
    selection.event ?? null,
    selection.since ?? null,
    selection.until ?? null,
  ];
}

/** Counts a selection, and the missed calls in it. `webhookId` must be a UUID. */
export async function countDeliveries(
  tenant: Tenant,
  webhookId: string,
  selection: DeliverySelection,
): Promise<DeliveryCount> {
  const { rows } = await pool().query<{ deliveries: number; missed: number; retrying: number }>(
    `SELECT count(*)::int AS deliveries, count(*) FILTER (WHERE event = 'call.missed')::int AS missed,
       count(next_attempt_at)::int AS retrying
     FROM (SELECT d.event, d.next_attempt_at FROM deliveries d WHERE ${SELECTED} LIMIT ${SELECTED_MAX + 1}) AS chosen`,
    selectedValues(tenant, webhookId, selection),
  );
  const { deliveries, missed, retrying } = rows[0] ?? { deliveries: 0, missed: 0, retrying: 0 };
  return {
    deliveries: Math.min(deliveries, SELECTED_MAX),
    missedCalls: Math.min(missed, SELECTED_MAX),
    retrying: Math.min(retrying, SELECTED_MAX),
    more: deliveries > SELECTED_MAX,
  };
}
