'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import { parseWith } from '@/lib/http/parse';
import type { Result } from '@/lib/result';
import type { WebhookDto } from '@/lib/webhooks/dtos';
import { createWebhookInput } from '@/lib/webhooks/schemas';
import { createWebhook } from '@/lib/webhooks/services/create-webhook';

/** Makes a webhook; the answer holds its secret. */
export async function createWebhookAction(
  input: unknown,
): Promise<Result<{ webhook: WebhookDto; secret: string }>> {
  return guardedAction('createWebhookAction', async (actor) =>
    createWebhook(actor, parseWith(createWebhookInput, input)),
  );
}
