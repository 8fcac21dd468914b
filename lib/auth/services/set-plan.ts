import { updatePlan } from '@/lib/auth/data/organizations';
import type { SetPlanInput } from '@/lib/auth/schemas';
import { AppError } from '@/lib/errors';
import type { Plan } from '@/lib/webhooks/core/plan';
import { insertAudit, OPERATOR } from '@/lib/webhooks/data/audit';
import { systemTenant } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';

/** Sets an organisation's plan; acts on its people's next request. For the operator. Throws AppError `invalid` on `org`. */
export async function setPlan({ org, plan }: SetPlanInput): Promise<{ id: string; plan: Plan }> {
  return transaction(async (tx) => {
    const before = await updatePlan(tx, org, plan);
    if (before === null)
      throw new AppError('invalid', { fields: [{ path: ['org'], key: 'organization_unknown' }] });
    if (before !== plan)
      await insertAudit(systemTenant(org), tx, OPERATOR, {
        action: 'organization.set_plan',
        targetKind: 'organization',
        targetId: org,
        before: { plan: before },
        after: { plan },
      });
    return { id: org, plan };
  });
}
