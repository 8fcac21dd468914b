'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import type { Result } from '@/lib/result';
import { deleteWebhook } from '@/lib/webhooks/services/delete-webhook';

/** Deletes a webhook; `restoreWebhookAction` takes it back. */
export async function deleteWebhookAction(id: string): Promise<Result<null>> {
  return guardedAction('deleteWebhookAction', async (actor) => {
    await deleteWebhook(actor, id);
    return null;
  });
}
