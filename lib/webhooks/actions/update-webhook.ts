'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import { parseWith } from '@/lib/http/parse';
import type { Result } from '@/lib/result';
import type { WebhookDto } from '@/lib/webhooks/dtos';
import { seenWebhook, updateWebhookInput } from '@/lib/webhooks/schemas';
import { updateWebhook } from '@/lib/webhooks/services/update-webhook';

/** Changes what is given, the switch included. `seen`: what a form began with, so that it overwrites nobody's change. */
export async function updateWebhookAction(
  id: string,
  input: unknown,
  seen: unknown = {},
): Promise<Result<WebhookDto>> {
  return guardedAction('updateWebhookAction', async (actor) =>
    updateWebhook(actor, id, parseWith(updateWebhookInput, input), parseWith(seenWebhook, seen)),
  );
}
