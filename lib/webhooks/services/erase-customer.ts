import { setTimeout as delay } from 'node:timers/promises';
import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { findOrganization } from '@/lib/auth/data/organizations';
import { AppError } from '@/lib/errors';
import { unavailable } from '@/lib/http/problem';
import { pseudonym } from '@/lib/pseudonym';
import { type AuditActor, insertAudit, OPERATOR } from '@/lib/webhooks/data/audit';
import {
  type Erased,
  eraseCustomerRows,
  findCustomerEmails,
  listCustomerEmails,
} from '@/lib/webhooks/data/erase-customer';
import { eraseLateAnswers } from '@/lib/webhooks/data/late-answers';
import { systemTenant, type Tenant, tenantOf } from '@/lib/webhooks/data/tenant';
import { deleteTestMessages } from '@/lib/webhooks/data/test-address';
import { type Transaction, transaction } from '@/lib/webhooks/data/transaction';
import type { EraseCustomerInput } from '@/lib/webhooks/schemas';
import { inTurnToErase } from './in-turn';

/** Every payload of the organisation is read when a customer is looked for by id, some 50,000 a second. */
const TIMEOUT_MS = 10 * 60 * 1000;
/** Longer than the lease of a process that has died over it. */
const SENDING_MS = 90_000;
const LOOK_MS = 100;

/**
 * E-mail addresses as they may stand in the columns: where all webhooks mask them, only their pseudonyms do. Of one that
 * is known by its pseudonym alone the address is looked for among all that the organisation has in the clear.
 */
async function spellings(tenant: Tenant, tx: Transaction, known: readonly string[]): Promise<string[]> {
  const alias = (email: string) => pseudonym(tenant.organizationId, email);
  const plain = known.filter((text) => text.includes('@'));
  const aliases = new Set(known.filter((text) => !text.includes('@')));
  if (aliases.size > 0)
    for (const email of await listCustomerEmails(tenant, tx))
      if (aliases.has(alias(email))) plain.push(email);
  return [...new Set([...plain, ...plain.map(alias), ...aliases])];
}

const emailOf = ({ email }: EraseCustomerInput) => email?.trim().toLowerCase() ?? '';

async function erase(tenant: Tenant, actor: AuditActor, input: EraseCustomerInput): Promise<Erased> {
  const customer = pseudonym(tenant.organizationId, input.id ?? emailOf(input));
  const erased = await inTurnToErase(tenant, () => eraseStored(tenant, actor, input, customer));
  return { ...erased, answers: erased.answers + (await eraseLate(tenant, customer)) };
}

/**
 * Waits until the last answer to what was being sent is gone. Where this fails, processes that deliver do the rest, and
 * the same call again waits for it anew.
 */
async function eraseLate(tenant: Tenant, customer: string): Promise<number> {
  const until = performance.now() + SENDING_MS;
  for (let answers = 0; ; ) {
    const late = await eraseLateAnswers(tenant, customer);
    answers += late.answers;
    if (late.areAll) return answers;
    if (performance.now() > until) throw unavailable();
    await delay(LOOK_MS);
  }
}

function eraseStored(
  tenant: Tenant,
  actor: AuditActor,
  input: EraseCustomerInput,
  customer: string,
): Promise<Erased> {
  return transaction(
    async (tx) => {
      // By id, what the calls of the same customer hold under their address is theirs as well.
      const emails =
        input.id === undefined ? [emailOf(input)] : await findCustomerEmails(tenant, tx, input.id);
      const erased = await eraseCustomerRows(tenant, tx, {
        id: input.id ?? null,
        emails: await spellings(tenant, tx, emails),
        pseudonym: customer,
      });
      // Trial data of a day at most, which nobody needs to be looked through for one customer.
      await deleteTestMessages(tenant, tx);
      await insertAudit(tenant, tx, actor, {
        action: 'customer.erase',
        targetKind: 'customer',
        // The trail is never rewritten, so it must not name them; whether somebody was erased can still be answered.
        targetId: customer,
        before: null,
        after: { by: input.id === undefined ? 'email' : 'id', ...erased },
      });
      return erased;
    },
    { timeoutMs: TIMEOUT_MS },
  );
}

/**
 * Removes one customer's personal data from what is stored of the organisation's events (LGPD, article 18). For managers on
 * every plan, as the law asks of everybody. Throws AppError `forbidden`, `rate_limited` while twenty others wait, and `unavailable` where what is being sent does not
 * end in time: the rest is then done by processes that deliver.
 */
export async function eraseCustomer(actor: Actor, input: EraseCustomerInput): Promise<Erased> {
  authorize(actor, 'erase_customer');
  return erase(tenantOf(actor), actor, input);
}

/** As {@link eraseCustomer}, for the operator. Throws AppError `invalid` on `org`. */
export async function eraseCustomerOf(org: string, input: EraseCustomerInput): Promise<Erased> {
  if (!(await findOrganization(org)))
    throw new AppError('invalid', { fields: [{ path: ['org'], key: 'organization_unknown' }] });
  return erase(systemTenant(org), OPERATOR, input);
}
