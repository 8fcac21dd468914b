import { updatePasswordHash } from '@/lib/auth/data/users';
import { generatePassword, hashPassword } from '@/lib/auth/password';
import type { SetPasswordInput } from '@/lib/auth/schemas';
import { AppError } from '@/lib/errors';
import { insertAudit, OPERATOR } from '@/lib/webhooks/data/audit';
import { systemTenant } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';

/**
 * Gives a person a new password and ends all their sessions; the answer holds it only when it was made here.
 * For the operator. Throws AppError `invalid` on `email` when nobody who may sign in has it.
 */
export async function setPassword(
  input: SetPasswordInput,
): Promise<{ id: string; email: string; password?: string }> {
  const { email } = input;
  const password = input.password ?? generatePassword();
  const passwordHash = await hashPassword(password);
  return transaction(async (tx) => {
    const user = await updatePasswordHash(tx, email, passwordHash);
    if (!user) throw new AppError('invalid', { fields: [{ path: ['email'], key: 'email_unknown' }] });
    await insertAudit(systemTenant(user.organizationId), tx, OPERATOR, {
      action: 'user.set_password',
      targetKind: 'user',
      targetId: user.id,
      before: null,
      after: null,
    });
    return { id: user.id, email, ...(input.password === undefined && { password }) };
  });
}
