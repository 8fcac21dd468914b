'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import type { Result } from '@/lib/result';
import type { SecretDto } from '@/lib/webhooks/dtos';
import { revealSecret } from '@/lib/webhooks/services/reveal-secret';

/** Shows the newest secret; the audit trail records it. */
export async function revealSecretAction(id: string): Promise<Result<SecretDto>> {
  return guardedAction('revealSecretAction', (actor) => revealSecret(actor, id));
}
