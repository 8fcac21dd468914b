import { v7 as uuidv7 } from 'uuid';
import { insertOrganization } from '@/lib/auth/data/organizations';
import type { CreateOrganizationInput } from '@/lib/auth/schemas';
import { insertAudit, OPERATOR } from '@/lib/webhooks/data/audit';
import { systemTenant } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';

/** Adds an organisation without people. For the operator. */
export async function createOrganization(input: CreateOrganizationInput): Promise<{ id: string }> {
  return transaction(async (tx) => {
    const { id } = await insertOrganization(tx, { id: uuidv7(), ...input });
    await insertAudit(systemTenant(id), tx, OPERATOR, {
      action: 'organization.create',
      targetKind: 'organization',
      targetId: id,
      before: null,
      after: { ...input },
    });
    return { id };
  });
}
