import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { openSecret } from '@/lib/secret-box';
import { insertWebhookAudit } from '@/lib/webhooks/data/audit';
import { findCurrentSecret } from '@/lib/webhooks/data/secrets';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';
import { orNotFound, uuidOrNotFound } from './not-found';

/**
 * The newest secret in the clear, and until when an older one signs beside it. Nobody sees it without an entry
 * in the audit trail. Throws AppError `not_found`.
 */
export async function revealSecret(
  actor: Actor,
  id: string,
): Promise<{ secret: string; previous_expires_at: string | null }> {
  authorize(actor, 'see_secret');
  const tenant = tenantOf(actor);
  const webhookId = uuidOrNotFound(id);
  const current = await transaction(async (tx) => {
    const found = orNotFound(await findCurrentSecret(tenant, tx, webhookId));
    await insertWebhookAudit(tenant, tx, actor, {
      action: 'webhook.reveal_secret',
      webhookId,
      before: null,
      after: null,
    });
    return found;
  });
  return {
    secret: openSecret(current, { organizationId: tenant.organizationId, webhookId }),
    previous_expires_at: current.previousExpiresAt?.toISOString() ?? null,
  };
}
