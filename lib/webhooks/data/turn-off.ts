import { pool } from '@/lib/db';
import { plainArray, textArray } from './array-literal';
import { firstQueuedOf, STOP_UNQUEUED } from './claim';

/** Contract: so long nothing but failures, and at least so many deliveries, before the engine turns a webhook off. */
export const FAILING_HOURS = 120;
const FAILING_DELIVERIES = 10;

/**
 * What follows for a webhook that the engine turned off, in the same statement: its queue, the audit trail, its incident.
 * Of a long backlog only the first leave the queue here; {@link parkUnsendable} sees to the rest.
 */
const AFTERMATH = `
, unqueued AS (
  DELETE FROM delivery_queue q USING (${firstQueuedOf('off')}) AS f WHERE q.ctid = f.place
  RETURNING q.delivery_id, q.organization_id
), stopped AS (${STOP_UNQUEUED}
), audited AS (
  INSERT INTO audit_entries (id, organization_id, actor_kind, actor_name, action, target_kind, target_id, before, after)
  SELECT uuid_v7(), off.organization_id, 'engine', 'engine', 'webhook.update', 'webhook', off.id::text,
    '{"enabled":true,"disabled_reason":null}', jsonb_build_object('enabled', false, 'disabled_reason', off.disabled_reason)
  FROM off
)
, ended AS (
  UPDATE webhook_incidents i SET ended_at = now(), end_reason = 'turned_off'
  FROM off WHERE i.webhook_id = off.id AND i.ended_at IS NULL
  RETURNING i.webhook_id
), noted AS (
  -- Also where no incident had begun, as its managers are to hear of it.
  INSERT INTO webhook_incidents (id, organization_id, webhook_id, started_at, ended_at, end_reason)
  SELECT uuid_v7(), off.organization_id, off.id, now(), now(), 'turned_off'
  FROM off WHERE off.id NOT IN (SELECT webhook_id FROM ended)
)
SELECT id FROM off`;

const GONE = `
WITH off AS (
  UPDATE webhooks w SET enabled = false, disabled_reason = 'gone', updated_at = now()
  FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS g(id, url, asked_at)
  WHERE w.id = g.id AND w.url = g.url AND w.enabled AND w.deleted_at IS NULL
    -- One that was never changed needs no comparison of clocks.
    AND (w.updated_at = w.created_at OR w.updated_at <= g.asked_at)
  RETURNING w.organization_id, w.id, w.disabled_reason
)${AFTERMATH}`;

/** The deliveries are counted only for webhooks whose time is over, which is next to none. */
const FAILING = `
WITH failing AS MATERIALIZED (
  SELECT s.webhook_id, s.failing_since FROM webhook_states s
  WHERE s.webhook_id = ANY ($1::uuid[]) AND s.failing_since <= now() - interval '${FAILING_HOURS} hours'
), off AS (
  UPDATE webhooks w SET enabled = false, disabled_reason = 'failing', updated_at = now()
  FROM failing f
  WHERE w.id = f.webhook_id AND w.enabled AND w.deleted_at IS NULL AND ${FAILING_DELIVERIES} <= (
    SELECT count(*) FROM (
      SELECT 1 FROM deliveries d
      WHERE d.webhook_id = w.id AND NOT d.test AND d.trouble IN ('failure', 'timeout') AND EXISTS (
        SELECT 1 FROM attempts a
        WHERE a.delivery_id = d.id AND a.organization_id = d.organization_id AND a.started_at >= f.failing_since)
      LIMIT ${FAILING_DELIVERIES}
    ) AS enough)
  RETURNING w.organization_id, w.id, w.disabled_reason
)${AFTERMATH}`;

/** A webhook, its address that answered 410, and when that was asked. */
export interface GoneAddress {
  webhookId: string;
  url: string;
  askedAt: Date;
}

/**
 * Turns off webhooks whose address answered 410, unless somebody has changed them since it was asked: whoever has just
 * switched one on again knows better than an answer to what was sent before. Answers the ids of those that were on.
 */
export async function turnOffGone(gone: readonly GoneAddress[]): Promise<string[]> {
  const { rows } = await pool().query<{ id: string }>(GONE, [
    plainArray(gone.map(({ webhookId }) => webhookId)),
    textArray(gone.map(({ url }) => url)),
    plainArray(gone.map(({ askedAt }) => askedAt.toISOString())),
  ]);
  return rows.map(({ id }) => id);
}

/** Turns off those of the webhooks that have failed for 120 h without one success, over at least 10 deliveries. */
export async function turnOffFailing(webhookIds: readonly string[]): Promise<string[]> {
  const { rows } = await pool().query<{ id: string }>(FAILING, [plainArray(webhookIds)]);
  return rows.map(({ id }) => id);
}
