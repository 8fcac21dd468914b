import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { countOne, type RateLimit } from '@/lib/auth/data/rate-limits';
import { AppError } from '@/lib/errors';
import { openSecret } from '@/lib/secret-box';
import { insertWebhookAudit } from '@/lib/webhooks/data/audit';
import { findCurrentSecret } from '@/lib/webhooks/data/secrets';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';
import type { SecretDto } from '@/lib/webhooks/dtos';
import { orNotFound, uuidOrNotFound } from './not-found';

/** Enough to go through every webhook of a large organisation by hand; too few for a stolen session to empty many of them unseen. */
const PER_ACTOR: RateLimit = { name: 'reveal_secret', points: 60, seconds: 15 * 60 };
/** Of all people and keys together: whoever has a manager's session could make one key after the other. */
const PER_ORGANIZATION: RateLimit = { name: 'reveal_secret_all', points: 180, seconds: 15 * 60 };

/**
 * The newest secret in the clear, and until when an older one signs beside it. Nobody sees it without an entry
 * in the audit trail, nor more than sixty in a quarter of an hour, or 180 with everybody else. Throws AppError `not_found`, `rate_limited`.
 */
export async function revealSecret(actor: Actor, id: string): Promise<SecretDto> {
  authorize(actor, 'see_secret');
  const tenant = tenantOf(actor);
  const webhookId = uuidOrNotFound(id);
  // One after the other, so that whoever is over the first takes nothing from everybody.
  const retryAfterSeconds =
    (await countOne(PER_ACTOR, actor.id)) || (await countOne(PER_ORGANIZATION, tenant.organizationId));
  if (retryAfterSeconds > 0) throw new AppError('rate_limited', { retryAfterSeconds });
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
    secret: await openSecret(current, { organizationId: tenant.organizationId, webhookId }),
    previous_expires_at: current.previousExpiresAt?.toISOString() ?? null,
  };
}
