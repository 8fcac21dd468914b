'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import type { Result } from '@/lib/result';
import { revealSecret } from '@/lib/webhooks/services/reveal-secret';

/** Shows the newest secret; the audit trail records it. */
export async function revealSecretAction(
  id: string,
): Promise<Result<{ secret: string; previous_expires_at: string | null }>> {
  return guardedAction('revealSecretAction', (actor) => revealSecret(actor, id));
}
