import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { AppError } from '@/lib/errors';
import { insertWebhookAudit } from '@/lib/webhooks/data/audit';
import type { DeliverySelection } from '@/lib/webhooks/data/delivery-counts';
import { insertJob, type JobKind } from '@/lib/webhooks/data/jobs';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';
import { findWebhook } from '@/lib/webhooks/data/webhooks';
import type { StartResendInput } from '@/lib/webhooks/schemas';
import { selectionOf } from './count-resend';
import { inTurn } from './in-turn';
import { orNotFound, uuidOrNotFound } from './not-found';

/** So long a drop can be taken back as if it had never been, in seconds. */
const DROP_UNDO_SECONDS = 10;

/**
 * Begins to send a webhook's failed deliveries again, or those of the status asked for: up to 10,000, the oldest
 * first, as fast as its system answers. Answers how many they are.
 * Throws AppError `not_found`, `conflict` (the webhook is off, or another job of it runs).
 */
export async function startResend(
  actor: Actor,
  id: string,
  input: StartResendInput,
): Promise<{ id: string; count: number }> {
  authorize(actor, 'change');
  const tenant = tenantOf(actor);
  const webhook = orNotFound(await findWebhook(tenant, uuidOrNotFound(id)));
  if (!webhook.enabled) throw new AppError('conflict', { key: 'webhook_off' });
  return startJob(
    actor,
    webhook.id,
    { kind: 'resend', selection: selectionOf(input), delaySeconds: 0 },
    input,
  );
}

/**
 * Drops what is held for a webhook, ten seconds from now; until then cancelling the job leaves all as it was.
 * Throws AppError `not_found`, `conflict` (another job of it runs).
 */
export async function startDrop(actor: Actor, id: string): Promise<{ id: string; count: number }> {
  authorize(actor, 'change');
  const tenant = tenantOf(actor);
  const webhook = orNotFound(await findWebhook(tenant, uuidOrNotFound(id)));
  const selection = { statuses: ['held' as const] };
  return startJob(actor, webhook.id, { kind: 'drop_held', selection, delaySeconds: DROP_UNDO_SECONDS }, {});
}

const ACTIONS = { resend: 'webhook.resend_deliveries', drop_held: 'webhook.drop_held' } as const;

async function startJob(
  actor: Actor,
  webhookId: string,
  job: { kind: JobKind; selection: DeliverySelection; delaySeconds: number },
  filter: Record<string, unknown>,
): Promise<{ id: string; count: number }> {
  const tenant = tenantOf(actor);
  return inTurn(tenant, () =>
    transaction(async (tx) => {
      const made = await insertJob(tenant, tx, webhookId, job.kind, job.selection, job.delaySeconds);
      if (!made) throw new AppError('conflict', { key: 'job_running' });
      await insertWebhookAudit(tenant, tx, actor, {
        action: ACTIONS[job.kind],
        webhookId,
        before: null,
        after: { ...filter, count: made.total },
      });
      return { id: made.id, count: made.total };
    }),
  );
}
