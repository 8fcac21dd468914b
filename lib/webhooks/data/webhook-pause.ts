import { enginePool } from '@/lib/db';
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

/** Closes the breaker: whatever waits may go at once. */
export async function endPause(tenant: Tenant, tx: Transaction, webhookId: string): Promise<void> {
  await tx.webhookState.updateMany({
    where: { organizationId: tenant.organizationId, webhookId },
    data: { pausedUntil: null, probes: 0 },
  });
}
