import { prisma } from '@/lib/db';
import type { Organization } from '@/lib/generated/prisma/client';
import type { Plan } from '@/lib/webhooks/core/plan';

/** Adds an organisation without people. */
export async function insertOrganization(organization: {
  id: string;
  name: string;
  plan: Plan;
}): Promise<Organization> {
  return prisma().organization.create({ data: organization });
}

/** One organisation, or null. `id` must be a UUID. */
export async function findOrganization(id: string): Promise<Organization | null> {
  return prisma().organization.findUnique({ where: { id } });
}

/** All of them, by name. */
export async function findOrganizations(): Promise<Organization[]> {
  return prisma().organization.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] });
}

/** Sets the plan; false when there is no such organisation. Nothing is deleted on the way down. */
export async function updatePlan(id: string, plan: Plan): Promise<boolean> {
  const { count } = await prisma().organization.updateMany({ where: { id }, data: { plan } });
  return count === 1;
}
