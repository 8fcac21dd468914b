import { enginePool, pool } from '@/lib/db';
import { BREAKER } from '@/lib/webhooks/core/breaker';
import type { Tenant } from './tenant';
import type { Transaction } from './transaction';

/** Lets nothing of a webhook out of the queue for so many milliseconds, then a single attempt, as an open breaker does. */
export async function pauseWebhook(tenant: Tenant, webhookId: string, ms: number): Promise<void> {
  await enginePool().query(
    `UPDATE webhook_states SET paused_until = GREATEST(paused_until, now() + $3::float8 * interval '1 ms')
     WHERE organization_id = $1 AND webhook_id = $2`,
    [tenant.organizationId, webhookId, ms],
  );
}

/**
 * Until when a webhook that keeps failing has no attempt made; null while its breaker is closed, and while it is off.
 * What is paused for another reason has not failed. `webhookId` must be a UUID.
 */
export async function findPause(tenant: Tenant, webhookId: string): Promise<Date | null> {
  const { rows } = await pool().query<{ until: Date | null }>(
    `SELECT s.paused_until AS until FROM webhook_states s
     JOIN webhooks w ON w.organization_id = s.organization_id AND w.id = s.webhook_id AND w.enabled
     WHERE s.organization_id = $1 AND s.webhook_id = $2 AND s.consecutive_failures >= $3`,
    [tenant.organizationId, webhookId, BREAKER.failures],
  );
  return rows[0]?.until ?? null;
}

/** Closes the breaker: whatever waits may go at once. */
export async function endPause(tenant: Tenant, tx: Transaction, webhookId: string): Promise<void> {
  await tx.webhookState.updateMany({
    where: { organizationId: tenant.organizationId, webhookId },
    data: { pausedUntil: null, probes: 0 },
  });
}
