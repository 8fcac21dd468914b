'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import type { Result } from '@/lib/result';
import type { WebhookDto } from '@/lib/webhooks/dtos';
import { restoreWebhook } from '@/lib/webhooks/services/restore-webhook';

/** Undoes a deletion of the last minute. */
export async function restoreWebhookAction(id: string): Promise<Result<WebhookDto>> {
  return guardedAction('restoreWebhookAction', (actor) => restoreWebhook(actor, id));
}
