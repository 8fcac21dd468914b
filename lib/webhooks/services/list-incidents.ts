import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { findFailingWebhooks } from '@/lib/webhooks/data/incidents';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import type { IncidentDto } from '@/lib/webhooks/dtos';

/** The webhooks of the actor's organisation of which nothing arrives now, without those whose alerts are snoozed. */
export async function listIncidents(actor: Actor): Promise<IncidentDto[]> {
  authorize(actor, 'read');
  const failing = await findFailingWebhooks(tenantOf(actor));
  return failing.map(({ webhookId, url, description, startedAt }) => ({
    webhook_id: webhookId,
    url,
    description,
    started_at: startedAt.toISOString(),
  }));
}
