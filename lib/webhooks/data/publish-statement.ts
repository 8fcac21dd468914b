import { separated } from './array-literal';
import { SECRET_IDS } from './leased-delivery';
import { DUE_CHANNEL } from './wake-up';

/**
 * One statement, so one commit: events, and a delivery for each webhook of the organisation that is subscribed.
 * - Events come sorted into runs of one organisation and event (`known`), so that the webhooks are looked up once a
 *   run, and answers are a row a run and webhook. Every step is linear: a join of two lists would not be.
 * - A key that another transaction is just inserting makes `fresh` wait for its end; whoever finds it taken gets no
 *   event. Keys are inserted in one order, so that two groups cannot wait for each other.
 * - A webhook that is off gets its delivery held; a plan without webhooks gets none.
 * - What fits is inserted under lease and answered; for the rest the queue is woken. A webhook whose breaker is open
 *   has no room.
 * - What all webhooks of a run mask is masked already; where `known` finds that to be out of date, nothing is done.
 * `IS TRUE` keeps the planner from making a join of what is quicker as a hashed list.
 */
export const PUBLISH = `
WITH known AS MATERIALIZED (
  SELECT r.run, r.organization_id, r.event, r.first, r.last, r.room AS run_room, o.plan
  FROM unnest($10::uuid[], $11::text[], $12::int[], $13::int[], $14::int[], $19::smallint[]) WITH ORDINALITY
    AS r(organization_id, event, first, last, room, stored_mask, run)
  JOIN organizations o ON o.id = r.organization_id
  WHERE CASE WHEN (o.stored_masks ->> r.event)::smallint IS DISTINCT FROM r.stored_mask THEN stored_mask_changed() ELSE true END
), fresh AS (
  INSERT INTO events (id, organization_id, event, "timestamp", subject_id, customer_email, body, idempotency_key, body_hash)
  SELECT i.id, i.organization_id, i.event, i."timestamp", i.subject_id, i.customer_email, i.body, i.idempotency_key, i.body_hash
  FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], ${separated('$7')}, $8::text[], $9::bytea[])
    AS i(id, organization_id, event, "timestamp", subject_id, customer_email, body, idempotency_key, body_hash)
  WHERE (i.organization_id IN (SELECT organization_id FROM known)) IS TRUE
  ORDER BY i.organization_id, i.idempotency_key COLLATE "C"
  ON CONFLICT (organization_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
  RETURNING id
), hooks AS MATERIALIZED (
  SELECT k.run, k.event, k.first, k.last, k.run_room, w.organization_id, w.id AS webhook_id, w.enabled, w.url, w.mask, ${SECRET_IDS} AS secret_ids,
    CASE WHEN NOT w.enabled OR s.paused_until IS NOT NULL THEN 0
      ELSE COALESCE(($16::jsonb -> w.id::text)::int, $15::int) END AS room
  FROM known k
  JOIN webhooks w ON w.organization_id = k.organization_id AND w.deleted_at IS NULL AND k.event = ANY (w.events)
  LEFT JOIN webhook_states s ON s.organization_id = w.organization_id AND s.webhook_id = w.id
  WHERE k.plan <> 'basic'
), subscribed AS (
  SELECT h.*, n.ord, ($1::uuid[])[n.ord] AS event_id, ($5::text[])[n.ord] AS subject_id, uuid_v7() AS id,
    row_number() OVER (PARTITION BY h.webhook_id ORDER BY n.ord) <= h.room AS fits
  FROM hooks h CROSS JOIN LATERAL generate_series(h.first, h.last) AS n(ord)
  WHERE (($1::uuid[])[n.ord] IN (SELECT id FROM fresh)) IS TRUE
), targets AS MATERIALIZED (
  SELECT *, fits AND row_number() OVER (PARTITION BY run, fits ORDER BY ord) <= run_room AS leased FROM subscribed
), new_deliveries AS (
  INSERT INTO deliveries (id, organization_id, webhook_id, event_id, event, subject_id, status, next_attempt_at, lease_token, mask)
  SELECT id, organization_id, webhook_id, event_id, event, subject_id,
    CASE WHEN enabled THEN 'pending'::delivery_status ELSE 'held'::delivery_status END,
    CASE WHEN enabled THEN now() END, CASE WHEN leased THEN $17::uuid END, mask
  FROM targets
), new_lease AS (
  INSERT INTO delivery_leases (token, leased_until, delivery_ids)
  SELECT $17::uuid, now() + $18::float8 * interval '1 ms', array_agg(id) FROM targets WHERE leased HAVING count(*) > 0
), queued AS (
  INSERT INTO delivery_queue (webhook_id, due_at, delivery_id, organization_id)
  SELECT webhook_id, now(), id, organization_id FROM targets WHERE enabled AND NOT leased
  RETURNING 1
), woken AS (
  SELECT pg_notify('${DUE_CHANNEL}', '') FROM (SELECT 1 FROM queued LIMIT 1) AS one
), accepted AS (
  SELECT count(*)::int AS count, CASE WHEN count(*) < cardinality($1::uuid[]) THEN string_agg(id::text, ',') END AS ids FROM fresh
)
SELECT run::int, NULL::uuid AS webhook_id, NULL AS url, NULL AS secret_ids, NULL::smallint AS mask, 0 AS deliveries, 0 AS queued, NULL AS ords, NULL AS ids FROM known
UNION ALL
SELECT run::int, webhook_id, url, secret_ids, mask, count(*)::int, (count(*) FILTER (WHERE enabled AND NOT leased))::int,
  string_agg(ord::text, ',') FILTER (WHERE leased), string_agg(id::text, ',') FILTER (WHERE leased)
FROM targets GROUP BY run, webhook_id, url, secret_ids, mask
UNION ALL
SELECT 0, NULL, NULL, NULL, NULL, a.count, (SELECT count(*)::int FROM woken), NULL, a.ids FROM accepted a`;

/** Three kinds: of a run whose organisation is there; of a run's webhook, `ords` and `ids` of what is leased; run 0 of what was fresh. */
export interface PublishedRow {
  run: number;
  webhook_id: string | null;
  url: string;
  secret_ids: string;
  mask: number | null;
  deliveries: number;
  /** Of those: how many are in the queue. */
  queued: number;
  ords: string | null;
  ids: string | null;
}
