import { v7 as uuidv7 } from 'uuid';
import { findOrganization } from '@/lib/auth/data/organizations';
import { insertUser } from '@/lib/auth/data/users';
import { generatePassword, hashPassword } from '@/lib/auth/password';
import type { CreateUserInput } from '@/lib/auth/schemas';
import { AppError } from '@/lib/errors';
import { insertAudit, OPERATOR } from '@/lib/webhooks/data/audit';
import { systemTenant } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';

/**
 * Adds a person to an organisation; the answer holds the password only when it was made here. Without a name they
 * are called by what stands before the @. For the operator. Throws AppError `invalid` on `org` or `email`.
 */
export async function createUser(
  input: CreateUserInput,
): Promise<{ id: string; email: string; password?: string }> {
  if (!(await findOrganization(input.org)))
    throw new AppError('invalid', { fields: [{ path: ['org'], key: 'organization_unknown' }] });
  const password = input.password ?? generatePassword();
  const passwordHash = await hashPassword(password);
  return transaction(async (tx) => {
    const user = await insertUser(tx, {
      id: uuidv7(),
      organizationId: input.org,
      email: input.email,
      name: input.name ?? input.email.slice(0, input.email.indexOf('@')),
      role: input.role,
      passwordHash,
    });
    if (!user) throw new AppError('invalid', { fields: [{ path: ['email'], key: 'email_taken' }] });
    const { id, email, name, role } = user;
    await insertAudit(systemTenant(input.org), tx, OPERATOR, {
      action: 'user.create',
      targetKind: 'user',
      targetId: id,
      before: null,
      after: { email, name, role },
    });
    return { id, email, ...(input.password === undefined && { password }) };
  });
}
