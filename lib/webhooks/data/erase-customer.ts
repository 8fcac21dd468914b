import { Prisma } from '@/lib/generated/prisma/client';
import { NIL_UUID } from './claim';
import { emptyAnswers, expectLateAnswers, withdrawErased } from './late-answers';
import type { Tenant } from './tenant';
import type { Transaction } from './transaction';

/** By which a customer is known in what is stored. E-mail addresses in lower case. */
export interface CustomerTraits {
  id: string | null;
  /** And their pseudonyms. */
  emails: readonly string[];
  /** Under which what is left to be erased is written down. */
  pseudonym: string;
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

/** The e-mail addresses, or their pseudonyms, under which the call system has registered the customer with this id. */
export async function findCustomerEmails(tenant: Tenant, tx: Transaction, id: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ email: string }[]>`
    SELECT DISTINCT e.customer_email AS email FROM events e
    WHERE e.organization_id = ${tenant.organizationId}::uuid AND e.event = 'customer.created'
      AND e.subject_id = ${id} AND e.customer_email IS NOT NULL`;
  return rows.map(({ email }) => email);
}

/** Every customer's e-mail address that the organisation has in the clear. */
export async function listCustomerEmails(tenant: Tenant, tx: Transaction): Promise<string[]> {
  const rows = await tx.$queryRaw<{ email: string }[]>`
    SELECT DISTINCT e.customer_email AS email FROM events e
    WHERE e.organization_id = ${tenant.organizationId}::uuid AND e.customer_email LIKE '%@%'`;
  return rows.map(({ email }) => email);
}

/**
 * SQL: empties event `e`: the payload as a whole, as it is what was signed and cannot be another one, the e-mail address
 * and, where it is the customer's, the id beside it. The idempotency key stays, so that the same event posted again does
 * not bring all of it back.
 */
const EMPTY = Prisma.sql`
  UPDATE events e SET body = NULL, customer_email = NULL,
    subject_id = CASE WHEN e.event = 'customer.created' THEN NULL ELSE e.subject_id END`;

/** Empties the events that are the customer's by what was taken out of them for searching; answers the ids. */
async function emptyByColumns(
  tenant: Tenant,
  tx: Transaction,
  { id, emails }: CustomerTraits,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    ${EMPTY}
    WHERE e.organization_id = ${tenant.organizationId}::uuid AND NOT e.test AND (
      e.customer_email = ANY (${emails}::text[])
      OR (e.event = 'customer.created' AND e.subject_id = ${id}))
    RETURNING e.id`;
  return rows.map((row) => row.id);
}

/** Payloads read in one statement: a second's worth, where a statement has twenty-five (lib/db.ts). */
const PART = 50_000;

/**
 * Empties the events in whose payload the customer's id stands; answers the ids. Payloads are read as JSON, never as
 * JSONB, which knows no number like 1e999999.
 */
async function emptyByPayload(tenant: Tenant, tx: Transaction, id: string, part: number): Promise<string[]> {
  const emptied: string[] = [];
  for (let after: string | null = NIL_UUID; after !== null; ) {
    const [step]: { last: string | null; ids: string[] }[] = await tx.$queryRaw`
      WITH part AS MATERIALIZED (
        SELECT e.id FROM events e
        WHERE e.organization_id = ${tenant.organizationId}::uuid AND e.id > ${after}::uuid
        ORDER BY e.id
        LIMIT ${part}
      ), emptied AS (
        ${EMPTY}
        FROM part p
        WHERE e.id = p.id AND e.organization_id = ${tenant.organizationId}::uuid AND NOT e.test AND e.body IS NOT NULL
          AND ${id} IN (e.body::json #>> '{data,customer,id}', e.body::json #>> '{data,customer_id}')
        RETURNING e.id
      )
      SELECT (SELECT id FROM part ORDER BY id DESC LIMIT 1) AS last, ARRAY(SELECT id FROM emptied) AS ids`;
    emptied.push(...(step?.ids ?? []));
    after = step?.last ?? null;
  }
  return emptied;
}

/**
 * Removes everything of a customer. That there was an event, when, and how its deliveries went stays. What waits is withdrawn;
 * what a process has taken for sending ends as it will, and {@link eraseLateAnswers} has to follow, for which it is written
 * down. Locks events, then the queue, then deliveries in the order of their ids, and waits for none of the latter two.
 * @param part how many payloads one statement reads, where they are looked through for the id
 */
export async function eraseCustomerRows(
  tenant: Tenant,
  tx: Transaction,
  traits: CustomerTraits,
  part = PART,
): Promise<Erased> {
  const eventIds = await emptyByColumns(tenant, tx, traits);
  if (traits.id !== null) eventIds.push(...(await emptyByPayload(tenant, tx, traits.id, part)));
  const { withdrawn, late } = await withdrawErased(tenant, tx, eventIds);
  const answers = await emptyAnswers(tenant, tx, eventIds);
  await expectLateAnswers(tenant, tx, traits.pseudonym, late);
  return { events: eventIds.length, withdrawn, answers };
}
