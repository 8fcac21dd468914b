import { createHmac } from 'node:crypto';
import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { findOrganization } from '@/lib/auth/data/organizations';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { type AuditActor, insertAudit, OPERATOR } from '@/lib/webhooks/data/audit';
import {
  type CustomerTraits,
  type Erased,
  eraseCustomerRows,
  findCustomerEmails,
} from '@/lib/webhooks/data/erase-customer';
import { systemTenant, type Tenant, tenantOf } from '@/lib/webhooks/data/tenant';
import { deleteTestMessages } from '@/lib/webhooks/data/test-address';
import { transaction } from '@/lib/webhooks/data/transaction';
import type { EraseCustomerInput } from '@/lib/webhooks/schemas';

/** Every payload of the organisation is read when a customer is looked for by id. */
const TIMEOUT_MS = 10 * 60 * 1000;

/**
 * Stands for the customer in the trail, which is never rewritten and so must not name them: whoever asks whether
 * somebody was erased can be answered, and whoever reads it learns nobody's name.
 */
function pseudonym(tenant: Tenant, trait: string): string {
  const text = `${tenant.organizationId}\0${trait}`;
  return createHmac('sha256', env().AUTH_SECRET).update(text).digest('hex').slice(0, 32);
}

async function erase(tenant: Tenant, actor: AuditActor, input: EraseCustomerInput): Promise<Erased> {
  const email = input.email?.trim().toLowerCase();
  return transaction(
    async (tx) => {
      const traits: CustomerTraits =
        input.id === undefined
          ? { id: null, emails: email === undefined ? [] : [email] }
          : // By id, what the calls of the same customer hold under their address is theirs as well.
            { id: input.id, emails: await findCustomerEmails(tenant, tx, input.id) };
      const erased = await eraseCustomerRows(tenant, tx, traits);
      // Trial data of a day at most, which nobody needs to be looked through for one customer.
      await deleteTestMessages(tenant, tx);
      await insertAudit(tenant, tx, actor, {
        action: 'customer.erase',
        targetKind: 'customer',
        targetId: pseudonym(tenant, input.id ?? email ?? ''),
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
 * every plan, as the law asks of everybody. Throws AppError `forbidden`.
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
