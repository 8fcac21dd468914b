import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { findWebhook } from '@/lib/webhooks/data/webhooks';
import type { WebhookDto } from '@/lib/webhooks/dtos';
import { orNotFound, uuidOrNotFound } from './not-found';

/** One webhook. Throws AppError `not_found` for a deleted or foreign one. */
export async function getWebhook(actor: Actor, id: string): Promise<WebhookDto> {
  authorize(actor, 'read');
  return orNotFound(await findWebhook(tenantOf(actor), uuidOrNotFound(id)));
}
