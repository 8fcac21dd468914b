import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { findOrganization } from '@/lib/auth/data/organizations';
import { insertUser } from '@/lib/auth/data/users';
import { hashPassword } from '@/lib/auth/password';
import type { CreateUserInput } from '@/lib/auth/schemas';
import { AppError } from '@/lib/errors';

/** 144 bits, as 24 characters that can be typed. */
const GENERATED_BYTES = 18;

/**
 * Adds a person to an organisation; the answer holds the password only when it was made here. Without a name they
 * are called by what stands before the @. For the operator. Throws AppError `invalid` on `org` or `email`.
 */
export async function createUser(
  input: CreateUserInput,
): Promise<{ id: string; email: string; password?: string }> {
  if (!(await findOrganization(input.org)))
    throw new AppError('invalid', { fields: [{ path: ['org'], key: 'organization_unknown' }] });
  const generated = input.password === undefined;
  const password = input.password ?? randomBytes(GENERATED_BYTES).toString('base64url');
  const user = await insertUser({
    id: uuidv7(),
    organizationId: input.org,
    email: input.email,
    name: input.name ?? input.email.slice(0, input.email.indexOf('@')),
    role: input.role,
    passwordHash: await hashPassword(password),
  });
  if (!user) throw new AppError('invalid', { fields: [{ path: ['email'], key: 'email_taken' }] });
  return { id: user.id, email: user.email, ...(generated && { password }) };
}
