import type { Tenant } from './tenant';
import type { Transaction } from './transaction';

/** By which a customer is known in what is stored. E-mail addresses in lower case. */
export interface CustomerTraits {
  id: string | null;
  emails: readonly string[];
}

/** What was removed. */
export interface Erased {
  /** Payloads, and what was taken out of them for searching. */
  events: number;
  /** Deliveries of these that waited, and now go to nobody. */
  withdrawn: number;
  /** Answers of receivers to them, which may repeat what they got. */
  answers: number;
}

/** The e-mail addresses under which the call system has registered the customer with this id. */
export async function findCustomerEmails(tenant: Tenant, tx: Transaction, id: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ email: string }[]>`
    SELECT DISTINCT e.customer_email AS email FROM events e
    WHERE e.organization_id = ${tenant.organizationId}::uuid AND e.event = 'customer.created'
      AND e.subject_id = ${id} AND e.customer_email IS NOT NULL`;
  return rows.map(({ email }) => email);
}

/**
 * Removes everything of a customer: payloads as a whole, as a payload is what was signed and cannot be another one,
 * the e-mail address and, where it is the customer's, the id beside it, and what receivers answered. That there was an event, when, and
 * how its deliveries went stays. What waits is withdrawn; an attempt that is under way ends as it will.
 *
 * Payloads are read as JSON, never as JSONB, which knows no number like 1e999999.
 */
export async function eraseCustomerRows(
  tenant: Tenant,
  tx: Transaction,
  { id, emails }: CustomerTraits,
): Promise<Erased> {
  const rows = await tx.$queryRaw<Erased[]>`
    WITH own AS MATERIALIZED (
      SELECT e.organization_id, e.id FROM events e
      WHERE e.organization_id = ${tenant.organizationId}::uuid AND NOT e.test AND (
        e.customer_email = ANY (${emails}::text[])
        OR (e.event = 'customer.created' AND e.subject_id = ${id})
        OR (e.body IS NOT NULL AND ${id}::text IN (
          e.body::json #>> '{data,customer,id}', e.body::json #>> '{data,customer_id}')))
      FOR UPDATE
    ), emptied AS (
      UPDATE events e SET body = NULL, customer_email = NULL,
        subject_id = CASE WHEN e.event = 'customer.created' THEN NULL ELSE e.subject_id END
      FROM own WHERE e.organization_id = own.organization_id AND e.id = own.id
      RETURNING e.id
    ), silenced AS (
      UPDATE attempts a SET response_body = NULL, response_headers = NULL
      FROM own JOIN deliveries d ON d.organization_id = own.organization_id AND d.event_id = own.id
      WHERE a.organization_id = d.organization_id AND a.delivery_id = d.id AND a.response_body IS NOT NULL
      RETURNING 1
    ), withdrawn AS (
      UPDATE deliveries d SET
        subject_id = CASE WHEN d.event = 'customer.created' THEN NULL ELSE d.subject_id END,
        next_attempt_at = CASE WHEN d.lease_token IS NOT NULL THEN d.next_attempt_at END,
        status = CASE WHEN d.status = 'pending' AND d.lease_token IS NULL THEN 'held'::delivery_status ELSE d.status END
      FROM own, deliveries before
      WHERE d.organization_id = own.organization_id AND d.event_id = own.id
        AND before.organization_id = d.organization_id AND before.id = d.id
      RETURNING before.next_attempt_at IS NOT NULL AND d.next_attempt_at IS NULL AS waited
    ), unqueued AS (
      DELETE FROM delivery_queue q USING own JOIN deliveries d ON d.event_id = own.id AND d.organization_id = own.organization_id
      WHERE q.webhook_id = d.webhook_id AND q.due_at = d.next_attempt_at AND q.delivery_id = d.id
    )
    SELECT (SELECT count(*)::int FROM emptied) AS events, (SELECT count(*)::int FROM silenced) AS answers,
      (SELECT count(*)::int FROM withdrawn WHERE waited) AS withdrawn`;
  return rows[0] ?? { events: 0, withdrawn: 0, answers: 0 };
}
