import { v7 as uuidv7 } from 'uuid';
import { insertOrganization } from '@/lib/auth/data/organizations';
import type { CreateOrganizationInput } from '@/lib/auth/schemas';

/** Adds an organisation without people. For the operator. */
export async function createOrganization(input: CreateOrganizationInput): Promise<{ id: string }> {
  const { id } = await insertOrganization({ id: uuidv7(), ...input });
  return { id };
}
