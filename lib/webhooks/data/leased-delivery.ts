import type { AttemptTrigger } from '@/lib/webhooks/core/delivery-state';
import type { EventName } from '@/lib/webhooks/core/event-catalogue';

/**
 * A delivery that this process may send until its lease ends, with all that sending takes but the secrets, of which
 * it has the ids: read together, so that a new address or secret counts from the next attempt on.
 */
export interface LeasedDelivery {
  id: string;
  organizationId: string;
  webhookId: string;
  event: EventName;
  test: boolean;
  /** The text that is signed and sent. */
  body: string;
  url: string;
  /** Those in force, the one that usually signs first; at least one. */
  secretIds: string[];
  /** Number of the attempt that this lease is for, from 1. */
  attemptNumber: number;
  trigger: AttemptTrigger;
  /** See DeliveryPosition. */
  queued: boolean;
  retryCount: number;
  leaseToken: string;
}

/** Columns in which the statements that lease answer; `secret_ids` is comma-separated. */
export interface LeasedRow {
  id: string;
  organization_id: string;
  webhook_id: string;
  event: EventName;
  test: boolean;
  body: string;
  url: string;
  secret_ids: string;
  attempt_count: number;
  retry_count: number;
  resend_requested: boolean;
}

/** SQL of the `secret_ids` of webhook `w`: the one that leads, else a replaced secret before the one that replaced it. */
export const SECRET_IDS = `(
  SELECT string_agg(s.id::text, ',' ORDER BY s.leads_at IS NULL, s.expires_at NULLS LAST)
  FROM webhook_secrets s
  WHERE s.organization_id = w.organization_id AND s.webhook_id = w.id AND (s.expires_at IS NULL OR s.expires_at > now())
)`;

/** A row that came out of the queue. */
export function queuedDelivery(row: LeasedRow, leaseToken: string): LeasedDelivery {
  const trigger = row.resend_requested ? 'resend' : row.attempt_count === 0 ? 'event' : 'retry';
  return { ...leased(row, leaseToken), trigger, queued: true };
}

/** A row that somebody asked for and waits on. */
export function requestedDelivery(
  row: LeasedRow,
  leaseToken: string,
  trigger: 'resend' | 'test',
): LeasedDelivery {
  return { ...leased(row, leaseToken), trigger, queued: false };
}

function leased(row: LeasedRow, leaseToken: string): Omit<LeasedDelivery, 'trigger' | 'queued'> {
  return {
    id: row.id,
    organizationId: row.organization_id,
    webhookId: row.webhook_id,
    event: row.event,
    test: row.test,
    body: row.body,
    url: row.url,
    secretIds: row.secret_ids.split(','),
    attemptNumber: row.attempt_count + 1,
    retryCount: row.retry_count,
    leaseToken,
  };
}
