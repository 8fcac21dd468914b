import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { AppError } from '@/lib/errors';
import { changeOf } from '@/lib/webhooks/core/audit';
import { maskOf } from '@/lib/webhooks/core/mask';
import { overtakenFields } from '@/lib/webhooks/core/webhook-edit';
import { insertWebhookAudit } from '@/lib/webhooks/data/audit';
import { stopWaiting } from '@/lib/webhooks/data/deliveries';
import { endIncidentOfSwitchedOff } from '@/lib/webhooks/data/incidents';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';
import { endPause } from '@/lib/webhooks/data/webhook-pause';
import { lockWebhook, resetState, updateWebhookRow, type WebhookChange } from '@/lib/webhooks/data/webhooks';
import type { WebhookDto } from '@/lib/webhooks/dtos';
import type { SeenWebhook, UpdateWebhookInput } from '@/lib/webhooks/schemas';
import { judgeWebhookUrl } from './judge-webhook-url';
import { orNotFound, uuidOrNotFound } from './not-found';

function changeFor(before: WebhookDto, input: UpdateWebhookInput): WebhookChange {
  const { url, events, mask, description, enabled } = input;
  return {
    ...(url !== undefined && { url }),
    ...(events !== undefined && { events }),
    ...(mask !== undefined && { mask: maskOf(mask) }),
    ...(description !== undefined && { description }),
    // A webhook that the engine turned off keeps its reason when somebody turns it off again.
    ...(enabled !== undefined &&
      enabled !== before.enabled && { enabled, disabledReason: enabled ? null : 'manual' }),
  };
}

/**
 * Changes what is given. Switched off, nothing waits to be sent any more; switched on, past failures are forgotten. A new
 * address is tried at once, whatever pause the old one had brought about.
 * What is masked counts for deliveries that are made from now on.
 * The address is judged only when it changes, so that an old one cannot stop a webhook from being switched off.
 * With `seen`, what a form began with, nobody's change is overwritten unseen.
 * Throws AppError `not_found`, `invalid`; `conflict` with the fields that somebody else changed meanwhile.
 */
export async function updateWebhook(
  actor: Actor,
  id: string,
  input: UpdateWebhookInput,
  seen: SeenWebhook = {},
): Promise<WebhookDto> {
  authorize(actor, 'change');
  const tenant = tenantOf(actor);
  const webhookId = uuidOrNotFound(id);
  return transaction(async (tx) => {
    const before = orNotFound(await lockWebhook(tenant, tx, webhookId));
    const overtaken = overtakenFields(before, seen, input);
    if (overtaken.length > 0)
      throw new AppError('conflict', {
        key: 'changed_meanwhile',
        fields: overtaken.map((field) => ({ path: [field], key: 'changed_meanwhile' })),
      });
    if (input.url !== undefined && input.url !== before.url) judgeWebhookUrl(input.url);
    const after = await updateWebhookRow(tenant, tx, webhookId, changeFor(before, input));
    if (before.enabled && !after.enabled) {
      await stopWaiting(tenant, tx, webhookId);
      await endIncidentOfSwitchedOff(tenant, tx, webhookId);
    }
    if (!before.enabled && after.enabled) await resetState(tenant, tx, webhookId);
    if (before.url !== after.url) await endPause(tenant, tx, webhookId);
    const { updated_at: _, ...changed } = after;
    const change = changeOf({ ...before }, changed);
    if (Object.keys(change.after).length > 0)
      await insertWebhookAudit(tenant, tx, actor, { action: 'webhook.update', webhookId, ...change });
    return after;
  });
}
