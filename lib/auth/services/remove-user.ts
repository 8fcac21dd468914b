import { markRemoved } from '@/lib/auth/data/users';
import type { UserInput } from '@/lib/auth/schemas';
import { AppError } from '@/lib/errors';
import { insertAudit, OPERATOR } from '@/lib/webhooks/data/audit';
import { systemTenant } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';

/**
 * Ends a person's access: every session from its next request on, and signing in. What they did stays in the trail.
 * For the operator. Throws AppError `invalid` on `email` when nobody who may sign in has it.
 */
export async function removeUser({ email }: UserInput): Promise<{ id: string; email: string }> {
  return transaction(async (tx) => {
    const user = await markRemoved(tx, email);
    if (!user) throw new AppError('invalid', { fields: [{ path: ['email'], key: 'email_unknown' }] });
    await insertAudit(systemTenant(user.organizationId), tx, OPERATOR, {
      action: 'user.remove',
      targetKind: 'user',
      targetId: user.id,
      before: { email, role: user.role },
      after: null,
    });
    return { id: user.id, email };
  });
}
