import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { sealSecret } from '@/lib/secret-box';
import { maskOf } from '@/lib/webhooks/core/mask';
import { generateSecret } from '@/lib/webhooks/core/signature';
import { insertWebhookAudit } from '@/lib/webhooks/data/audit';
import { insertSecret } from '@/lib/webhooks/data/secrets';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';
import { insertWebhook } from '@/lib/webhooks/data/webhooks';
import type { WebhookDto } from '@/lib/webhooks/dtos';
import type { CreateWebhookInput } from '@/lib/webhooks/schemas';
import { judgeWebhookUrl } from './judge-webhook-url';

/** Makes a webhook, switched on unless it is not to be, with the manager's own secret or a generated one; the one answer that holds it unasked. */
export async function createWebhook(
  actor: Actor,
  input: CreateWebhookInput,
): Promise<{ webhook: WebhookDto; secret: string }> {
  authorize(actor, 'change');
  judgeWebhookUrl(input.url);
  const tenant = tenantOf(actor);
  const id = uuidv7();
  const secret = input.secret ?? generateSecret(randomBytes);
  const sealed = await sealSecret(secret, { organizationId: tenant.organizationId, webhookId: id });
  const webhook = await transaction(async (tx) => {
    const made = await insertWebhook(tenant, tx, {
      id,
      url: input.url,
      description: input.description ?? '',
      events: input.events,
      mask: maskOf(input.mask ?? []),
      enabled: input.enabled ?? true,
    });
    await insertSecret(tenant, tx, { webhookId: id, ...sealed });
    const { id: _, created_at, updated_at, ...after } = made;
    await insertWebhookAudit(tenant, tx, actor, {
      action: 'webhook.create',
      webhookId: id,
      before: null,
      after,
    });
    return made;
  });
  return { webhook, secret };
}
