import { randomBytes } from 'node:crypto';
import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { AppError } from '@/lib/errors';
import { sealSecret } from '@/lib/secret-box';
import { generateSecret } from '@/lib/webhooks/core/signature';
import { insertWebhookAudit } from '@/lib/webhooks/data/audit';
import { countSecretsInForce, insertSecret, retireSecrets } from '@/lib/webhooks/data/secrets';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';
import { lockWebhook } from '@/lib/webhooks/data/webhooks';
import type { SecretDto } from '@/lib/webhooks/dtos';
import type { RotateSecretInput } from '@/lib/webhooks/schemas';
import { orNotFound, uuidOrNotFound } from './not-found';

/** A day for whoever looks after the receiver to put the new secret in. */
const OVERLAP_HOURS = 24;

/**
 * Secrets that are in force together. Every one signs every attempt: two hundred of them over the largest payload hold the
 * thread of all organisations for a tenth of a second each time, and their signatures fill the headers that servers take.
 */
export const SECRETS_MAX = 10;

/**
 * Gives a webhook a new secret, own or generated. The old one goes on signing beside it for `overlap_hours`
 * (24 when not given; 0: it ends at once). Throws AppError `not_found`;
 * `conflict` when ten are in force already, and none of them is to end.
 */
export async function rotateSecret(actor: Actor, id: string, input: RotateSecretInput): Promise<SecretDto> {
  authorize(actor, 'change');
  authorize(actor, 'see_secret');
  const tenant = tenantOf(actor);
  const webhookId = uuidOrNotFound(id);
  const secret = input.secret ?? generateSecret(randomBytes);
  const overlapHours = input.overlap_hours ?? OVERLAP_HOURS;
  const sealed = await sealSecret(secret, { organizationId: tenant.organizationId, webhookId });
  return transaction(async (tx) => {
    // Two rotations at once take turns here: each retires what the other made current.
    orNotFound(await lockWebhook(tenant, tx, webhookId));
    if (overlapHours > 0 && (await countSecretsInForce(tenant, tx, webhookId)) >= SECRETS_MAX)
      throw new AppError('conflict', { key: 'secrets_full', params: { max: SECRETS_MAX } });
    const previousExpiresAt = await retireSecrets(tenant, tx, webhookId, overlapHours);
    await insertSecret(tenant, tx, { webhookId, ...sealed });
    const previous_expires_at = previousExpiresAt?.toISOString() ?? null;
    await insertWebhookAudit(tenant, tx, actor, {
      action: 'webhook.rotate_secret',
      webhookId,
      before: null,
      after: { previous_expires_at, own: input.secret !== undefined },
    });
    return { secret, previous_expires_at };
  });
}
