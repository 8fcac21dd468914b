import { updatePlan } from '@/lib/auth/data/organizations';
import type { SetPlanInput } from '@/lib/auth/schemas';
import { AppError } from '@/lib/errors';
import type { Plan } from '@/lib/webhooks/core/plan';

/** Sets an organisation's plan; acts on its people's next request. For the operator. Throws AppError `invalid` on `org`. */
export async function setPlan(input: SetPlanInput): Promise<{ id: string; plan: Plan }> {
  if (!(await updatePlan(input.org, input.plan)))
    throw new AppError('invalid', { fields: [{ path: ['org'], key: 'organization_unknown' }] });
  return { id: input.org, plan: input.plan };
}
