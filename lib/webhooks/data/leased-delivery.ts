import type { AttemptTrigger } from '@/lib/webhooks/core/delivery-state';
import type { EventName } from '@/lib/webhooks/core/event-catalogue';
import { maskedBody } from '@/lib/webhooks/core/mask';

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
  /** The text that is signed and sent: what its mask hides is no longer in it. */
  body: string;
  url: string;
  /** Those in force, the one that usually signs first; at least one. */
  secretIds: readonly string[];
  /** Number of the attempt that this lease is for, from 1. */
  attemptNumber: number;
  trigger: AttemptTrigger;
  /** See DeliveryPosition. */
  queued: boolean;
  retryCount: number;
  /** The one attempt that the webhook's open breaker lets through. */
  probe: boolean;
  leaseToken: string;
}

/** A lease to be taken: its token, and how long it lasts. */
export interface NewLease {
  token: string;
  ms: number;
}

/** Columns in which the statements that lease a row answer; `secret_ids` is comma-separated. */
export interface LeasedRow {
  id: string;
  organization_id: string;
  webhook_id: string;
  event: EventName;
  test: boolean;
  /** As it is stored. */
  body: string;
  mask: number | null;
  url: string;
  secret_ids: string;
  attempt_count: number;
  retry_count: number;
  resend_requested: boolean;
  /** Only claims know of one. */
  probe?: boolean;
}

/** SQL of the `secret_ids` of webhook `w`: those that receivers accepted, the last one first, then a replaced one before its successor. */
export const SECRET_IDS = `(
  SELECT string_agg(s.id::text, ',' ORDER BY s.leads_at DESC NULLS LAST, s.expires_at NULLS LAST)
  FROM webhook_secrets s
  WHERE s.organization_id = w.organization_id AND s.webhook_id = w.id AND (s.expires_at IS NULL OR s.expires_at > now())
)`;

/**
 * SQL: whether some process is sending delivery `d` right now. A token whose lease is not to be seen belongs to a
 * transaction that has just committed; only a lease that is over makes it void.
 */
export const BEING_SENT = `(d.lease_token IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM delivery_leases l WHERE l.token = d.lease_token AND l.leased_until <= now()))`;

/** A row that came out of the queue. */
export function queuedDelivery(row: LeasedRow, leaseToken: string): LeasedDelivery {
  const trigger = row.resend_requested ? 'resend' : row.attempt_count === 0 ? 'event' : 'retry';
  return leased(row, leaseToken, trigger, true);
}

/** A row that somebody asked for and waits on. */
export function requestedDelivery(
  row: LeasedRow,
  leaseToken: string,
  trigger: 'resend' | 'test',
): LeasedDelivery {
  return leased(row, leaseToken, trigger, false);
}

function leased(
  row: LeasedRow,
  leaseToken: string,
  trigger: AttemptTrigger,
  queued: boolean,
): LeasedDelivery {
  return {
    id: row.id,
    organizationId: row.organization_id,
    webhookId: row.webhook_id,
    event: row.event,
    test: row.test,
    body: maskedBody(row.event, row.body, row.mask),
    url: row.url,
    secretIds: row.secret_ids.split(','),
    attemptNumber: row.attempt_count + 1,
    trigger,
    queued,
    retryCount: row.retry_count,
    probe: row.probe ?? false,
    leaseToken,
  };
}
