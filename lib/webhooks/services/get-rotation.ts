import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { findRotation } from '@/lib/webhooks/data/rotation';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { findWebhook } from '@/lib/webhooks/data/webhooks';
import type { RotationDto } from '@/lib/webhooks/dtos';
import { orNotFound, uuidOrNotFound } from './not-found';

/** Which secret is the newest and whether it is being introduced, without showing any. Throws AppError `not_found`. */
export async function getRotation(actor: Actor, id: string): Promise<RotationDto> {
  authorize(actor, 'read');
  const tenant = tenantOf(actor);
  const webhook = orNotFound(await findWebhook(tenant, uuidOrNotFound(id)));
  const { newestId, previousExpiresAt, newLeads } = orNotFound(await findRotation(tenant, webhook.id));
  return {
    secret_id: newestId,
    previous_expires_at: previousExpiresAt?.toISOString() ?? null,
    new_leads: previousExpiresAt !== null && newLeads,
  };
}
