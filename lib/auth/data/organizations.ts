import { prisma } from '@/lib/db';
import type { Organization } from '@/lib/generated/prisma/client';
import type { Plan } from '@/lib/webhooks/core/plan';
import type { Transaction } from '@/lib/webhooks/data/transaction';

/** Adds an organisation without people. */
export async function insertOrganization(
  tx: Transaction,
  organization: { id: string; name: string; plan: Plan },
): Promise<Organization> {
  return tx.organization.create({ data: organization });
}

/** One organisation, or null. `id` must be a UUID. */
export async function findOrganization(id: string): Promise<Organization | null> {
  return prisma().organization.findUnique({ where: { id } });
}

/** All of them, by name. */
export async function findOrganizations(): Promise<Organization[]> {
  return prisma().organization.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] });
}

/** Sets the plan and answers the one before; null when there is no such organisation. Nothing is deleted on the way down. */
export async function updatePlan(tx: Transaction, id: string, plan: Plan): Promise<Plan | null> {
  // Locked, so that two changes at once do not both tell of the same plan before.
  const [before] = await tx.$queryRaw<{ plan: Plan }[]>`
    SELECT plan FROM organizations WHERE id = ${id}::uuid FOR UPDATE`;
  if (!before) return null;
  await tx.organization.update({ where: { id }, data: { plan } });
  return before.plan;
}
