import type { ReactElement } from 'react';
import { NoAccess, ReadOnly } from '@/components/webhooks/no-access';
import { PlanGate } from '@/components/webhooks/plan-gate';
import { type Plan, planHasWebhooks, type Right, type Role, roleMay } from '@/lib/webhooks/core/plan';

interface Reader {
  role: Role;
  plan: Plan;
  organizationName: string;
}

/**
 * What a page of the webhooks shows in place of itself to whom it is not for; null for whom it is.
 * The services refuse the same again. Roles first: who has no access learns nothing of the plan.
 */
export function refusalOf(
  { role, plan, organizationName }: Reader,
  right: Right = 'read',
): ReactElement | null {
  if (!roleMay(role, 'read')) return <NoAccess organizationName={organizationName} />;
  if (!planHasWebhooks(plan))
    return (
      <PlanGate plan={plan} organizationName={organizationName} mayChangePlan={roleMay(role, 'change')} />
    );
  if (!roleMay(role, right)) return <ReadOnly organizationName={organizationName} />;
  return null;
}
