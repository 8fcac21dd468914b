import { pool } from '@/lib/db';
import { UNDO_SECONDS } from '@/lib/webhooks/core/undo';
import type { Tenant } from './tenant';
import type { Transaction } from './transaction';

/** An incident begins with so many failed attempts in a row; fewer are an accident, and retries see to them. */
const FAILURES_MIN = 3;

/** Begins an incident for each webhook that fails and has none; of all organisations, for the engine. Answers how many. */
export async function openIncidents(): Promise<number> {
  const { rowCount } = await pool().query(
    `INSERT INTO webhook_incidents (id, organization_id, webhook_id, started_at)
     SELECT uuid_v7(), s.organization_id, s.webhook_id, s.failing_since
     FROM webhook_states s
     JOIN webhooks w ON w.organization_id = s.organization_id AND w.id = s.webhook_id
     WHERE s.failing_since IS NOT NULL AND s.consecutive_failures >= $1 AND w.enabled AND w.deleted_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM webhook_incidents i WHERE i.webhook_id = s.webhook_id AND i.ended_at IS NULL)
     ON CONFLICT DO NOTHING`,
    [FAILURES_MIN],
  );
  return rowCount ?? 0;
}

/**
 * Ends the incidents that are over: something arrived again, or the webhook is off or gone for good. Of all
 * organisations, for the engine. Answers how many.
 */
export async function endIncidents(): Promise<number> {
  const { rowCount } = await pool().query(
    `UPDATE webhook_incidents i SET
       end_reason = CASE WHEN w.deleted_at IS NOT NULL THEN 'deleted' WHEN NOT w.enabled THEN 'turned_off' ELSE 'recovered' END::incident_end,
       ended_at = CASE WHEN w.enabled AND w.deleted_at IS NULL AND s.last_success_at > i.started_at THEN s.last_success_at ELSE now() END
     FROM webhooks w
     LEFT JOIN webhook_states s ON s.organization_id = w.organization_id AND s.webhook_id = w.id
     WHERE i.ended_at IS NULL AND w.organization_id = i.organization_id AND w.id = i.webhook_id
       AND (w.deleted_at < now() - make_interval(secs => $1) OR w.deleted_at IS NULL AND (
         NOT w.enabled OR s.failing_since IS NULL OR s.failing_since > i.started_at))`,
    [UNDO_SECONDS],
  );
  return rowCount ?? 0;
}

/**
 * Ends the incident of a webhook that is switched off, in that transaction: who switches it on again before
 * {@link endIncidents} has looked has not mended its receiver, and nobody is to hear that it works again.
 */
export async function endIncidentOfSwitchedOff(
  tenant: Tenant,
  tx: Transaction,
  webhookId: string,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE webhook_incidents SET ended_at = now(), end_reason = 'turned_off'
    WHERE organization_id = ${tenant.organizationId}::uuid AND webhook_id = ${webhookId}::uuid AND ended_at IS NULL`;
}

/** An incident of a webhook as its pages tell of it. */
export interface Incident {
  id: string;
  startedAt: Date;
  endedAt: Date | null;
}

/** The incident that a webhook is in, else the last one that it recovered from within 7 days and nobody dismissed. `webhookId` must be a UUID. */
export async function findIncident(tenant: Tenant, webhookId: string): Promise<Incident | null> {
  const { rows } = await pool().query<Incident>(
    `SELECT id, started_at AS "startedAt", ended_at AS "endedAt" FROM webhook_incidents
     WHERE organization_id = $1 AND webhook_id = $2 AND dismissed_at IS NULL
       AND (ended_at IS NULL OR end_reason = 'recovered' AND ended_at > now() - interval '7 days')
     ORDER BY started_at DESC
     LIMIT 1`,
    [tenant.organizationId, webhookId],
  );
  return rows[0] ?? null;
}

/** Takes an incident that is over off the page; false when there is none such. `id` must be a UUID. */
export async function dismissIncident(tenant: Tenant, id: string): Promise<boolean> {
  const { rowCount } = await pool().query(
    `UPDATE webhook_incidents SET dismissed_at = now()
     WHERE organization_id = $1 AND id = $2 AND ended_at IS NOT NULL AND dismissed_at IS NULL`,
    [tenant.organizationId, id],
  );
  return rowCount === 1;
}

/** A webhook that is failing now. */
export interface FailingWebhook {
  webhookId: string;
  url: string;
  description: string;
  startedAt: Date;
}

/** The webhooks of an organisation that are in an incident and whose alerts are not snoozed, the longest first. */
export async function findFailingWebhooks(tenant: Tenant): Promise<FailingWebhook[]> {
  const { rows } = await pool().query<FailingWebhook>(
    `SELECT w.id AS "webhookId", w.url, w.description, i.started_at AS "startedAt"
     FROM webhooks w
     JOIN webhook_incidents i ON i.webhook_id = w.id AND i.ended_at IS NULL
     WHERE w.organization_id = $1 AND w.deleted_at IS NULL AND w.enabled
       AND NOT EXISTS (SELECT 1 FROM alert_snoozes z WHERE z.organization_id = w.organization_id AND z.webhook_id = w.id AND z.until > now())
     ORDER BY i.started_at
     LIMIT 100`,
    [tenant.organizationId],
  );
  return rows;
}

/** Until when no alert of a webhook goes out; null: they do. `webhookId` must be a UUID. */
export async function findSnooze(tenant: Tenant, webhookId: string): Promise<Date | null> {
  const { rows } = await pool().query<{ until: Date }>(
    'SELECT until FROM alert_snoozes WHERE organization_id = $1 AND webhook_id = $2 AND until > now()',
    [tenant.organizationId, webhookId],
  );
  return rows[0]?.until ?? null;
}

/** Snoozes the alerts of a webhook for so many hours from now; 0 wakes them. Answers until when. `webhookId` must be a UUID. */
export async function setSnooze(
  tenant: Tenant,
  tx: Transaction,
  webhookId: string,
  hours: number,
): Promise<Date | null> {
  const rows = await tx.$queryRaw<{ until: Date }[]>`
    INSERT INTO alert_snoozes (organization_id, webhook_id, until)
    VALUES (${tenant.organizationId}::uuid, ${webhookId}::uuid, now() + make_interval(hours => ${hours}::int))
    ON CONFLICT (organization_id, webhook_id) DO UPDATE SET until = EXCLUDED.until
    RETURNING until`;
  return hours > 0 ? (rows[0]?.until ?? null) : null;
}
