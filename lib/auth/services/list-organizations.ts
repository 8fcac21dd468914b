import { findOrganizations } from '@/lib/auth/data/organizations';
import type { Plan } from '@/lib/webhooks/core/plan';

/** Every organisation, by name. For the operator. */
export async function listOrganizations(): Promise<
  { id: string; name: string; plan: Plan; created_at: string }[]
> {
  const rows = await findOrganizations();
  return rows.map(({ id, name, plan, createdAt }) => ({
    id,
    name,
    plan,
    created_at: createdAt.toISOString(),
  }));
}
