import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { insertWebhookAudit } from '@/lib/webhooks/data/audit';
import { setSnooze } from '@/lib/webhooks/data/incidents';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { transaction } from '@/lib/webhooks/data/transaction';
import { findWebhook } from '@/lib/webhooks/data/webhooks';
import { orNotFound, uuidOrNotFound } from './not-found';

/**
 * For so many hours, nobody is told that this webhook fails: no mail, no banner. 0 ends that. When it still fails
 * afterwards, it is told then. Throws AppError `not_found`.
 */
export async function snoozeAlerts(
  actor: Actor,
  id: string,
  hours: number,
): Promise<{ alerts_snoozed_until: string | null }> {
  authorize(actor, 'change');
  const tenant = tenantOf(actor);
  const webhook = orNotFound(await findWebhook(tenant, uuidOrNotFound(id)));
  return transaction(async (tx) => {
    const until = (await setSnooze(tenant, tx, webhook.id, hours))?.toISOString() ?? null;
    await insertWebhookAudit(tenant, tx, actor, {
      action: 'webhook.snooze_alerts',
      webhookId: webhook.id,
      before: null,
      after: { until },
    });
    return { alerts_snoozed_until: until };
  });
}
