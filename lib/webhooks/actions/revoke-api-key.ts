'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import type { Result } from '@/lib/result';
import { revokeApiKey } from '@/lib/webhooks/services/revoke-api-key';

/** Ends an API key for good. */
export async function revokeApiKeyAction(id: string): Promise<Result<null>> {
  return guardedAction('revokeApiKeyAction', async (actor) => {
    await revokeApiKey(actor, id);
    return null;
  });
}
