'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import { parseWith } from '@/lib/http/parse';
import type { Result } from '@/lib/result';
import type { SecretDto } from '@/lib/webhooks/dtos';
import { rotateSecretInput } from '@/lib/webhooks/schemas';
import { rotateSecret } from '@/lib/webhooks/services/rotate-secret';

/** Gives a webhook a new secret beside the old one; the answer holds it. */
export async function rotateSecretAction(id: string, input: unknown): Promise<Result<SecretDto>> {
  return guardedAction('rotateSecretAction', async (actor) =>
    rotateSecret(actor, id, parseWith(rotateSecretInput, input)),
  );
}
