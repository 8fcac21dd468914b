import { enginePool } from '@/lib/db';
import { BREAKER } from '@/lib/webhooks/core/breaker';
import type {
  AttemptOutcome,
  AttemptTrigger,
  DeliveryStatus,
  FailureCode,
} from '@/lib/webhooks/core/delivery-state';
import { plainArray, plainColumn, separated, separatedTexts, textArray } from './array-literal';
import { FAILING_HOURS } from './turn-off';

/** One attempt that has ended, as it is recorded. Durations in milliseconds. */
export interface AttemptRecord {
  trigger: AttemptTrigger;
  outcome: AttemptOutcome;
  code: FailureCode | null;
  statusCode: number | null;
  startedAt: Date;
  durationMs: number;
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
  firstByteMs: number | null;
  /** JSON objects of header names and values. */
  requestHeaders: string;
  responseHeaders: string | null;
  responseBody: string | null;
  responseTruncated: boolean;
  remoteAddress: string | null;
}

export interface Settlement {
  organizationId: string;
  deliveryId: string;
  webhookId: string;
  /** To which the attempt was made. */
  url: string;
  /** Only whoever still holds the lease may write. */
  leaseToken: string;
  /** Of the attempt, from 1. */
  number: number;
  attempt: AttemptRecord;
  status: DeliveryStatus;
  retryCount: number;
  /** When the next attempt follows by itself: in so many milliseconds, never, or as it was before. */
  next: { kind: 'in'; ms: number } | { kind: 'never' } | { kind: 'kept' };
  /** Tests say nothing about a webhook. */
  counts: boolean;
  /** Whether it is the one attempt that an open breaker lets through. */
  probe: boolean;
  /** Whether the answer turns the webhook off (410). */
  gone: boolean;
}

export interface Settled {
  /** False: the lease was lost, and nothing was written. */
  written: boolean;
}

/** What became of a group. */
export interface SettledGroup {
  /** Of each settlement, in order. */
  settled: Settled[];
  /** Webhooks that have failed for so long that they may have to be turned off. */
  longFailing: string[];
}

/**
 * UPDATE fenced by the lease token, then the attempts of what was updated, and the next attempt of what is tried again.
 * The number of an attempt is that of its lease: as long as the token is right nobody else has counted. A success
 * changes no column that an index of `deliveries` holds, so that its update stays on the page. The long texts go from
 * the parameters straight into `attempts`. `next_attempt_at` is reckoned from the database's clock. While a breaker is
 * open only its probe moves it: what was under way when it opened, or somebody's resend, says nothing of how the pause went.
 */
const SETTLE = `
WITH updated AS (
  UPDATE deliveries d SET
    status = i.status, attempt_count = i.number, retry_count = i.retry_count,
    status_code = i.status_code, code = i.code, duration_ms = i.duration_ms,
    next_attempt_at = CASE i.next_kind WHEN 'in' THEN now() + i.next_ms * interval '1 ms' WHEN 'kept' THEN d.next_attempt_at END,
    resend_requested = false, lease_token = NULL
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $30::int[], $4::delivery_status[], $5::int[], $6::text[], $7::float8[], $10::text[],
    $11::int[], $13::int[])
    AS i(organization_id, delivery_id, lease_token, number, status, retry_count, next_kind, next_ms, code, status_code, duration_ms)
  WHERE d.id = i.delivery_id AND d.organization_id = i.organization_id AND d.lease_token = i.lease_token
  RETURNING d.organization_id, d.id, d.webhook_id, d.next_attempt_at
), recorded AS (
  INSERT INTO attempts (organization_id, delivery_id, number, trigger, outcome, code, status_code, started_at, duration_ms,
    dns_ms, connect_ms, tls_ms, first_byte_ms, request_headers, response_headers, response_body, response_truncated, remote_address)
  SELECT i.* FROM unnest($1::uuid[], $2::uuid[], $30::int[], $8::attempt_trigger[], $9::attempt_outcome[], $10::text[], $11::int[],
    $12::timestamptz[], $13::int[], $14::real[], $15::real[], $16::real[], $17::real[],
    ${separated('$18')}, ${separated('$19')}, $20::text[], $21::bool[], $22::text[])
    AS i(organization_id, delivery_id)
  WHERE (i.delivery_id IN (SELECT id FROM updated)) IS TRUE
), queued AS (
  INSERT INTO delivery_queue (webhook_id, due_at, delivery_id, organization_id)
  SELECT webhook_id, next_attempt_at, id, organization_id FROM updated WHERE next_attempt_at IS NOT NULL
), ended AS (
  DELETE FROM delivery_leases l USING unnest($29::uuid[]) AS e(token) WHERE l.token = e.token
), states AS (
  INSERT INTO webhook_states AS s (organization_id, webhook_id, consecutive_failures, failing_since, last_success_at, last_failure_at, probes)
  SELECT n.organization_id, n.webhook_id, n.failures, n.failing_since, n.last_success_at, n.last_failure_at, n.probes
  FROM unnest($23::uuid[], $24::uuid[], $25::int[], $26::timestamptz[], $27::timestamptz[], $28::timestamptz[], $31::int[])
    AS n(organization_id, webhook_id, failures, failing_since, last_success_at, last_failure_at, probes)
  LEFT JOIN webhook_states c ON c.organization_id = n.organization_id AND c.webhook_id = n.webhook_id
  -- Nothing is counted twice: not what another process has settled, nor what was committed when the connection broke.
  WHERE (n.webhook_id IN (SELECT webhook_id FROM updated)) IS TRUE
    -- A webhook that goes on succeeding is not worth a row lock and a new row version in every group.
    AND (n.failures > 0 OR c.webhook_id IS NULL OR c.consecutive_failures > 0 OR c.paused_until IS NOT NULL
      OR c.last_success_at IS NULL OR c.last_success_at < n.last_success_at - interval '10 seconds')
  -- One order in all groups, so that two of them cannot wait for each other.
  ORDER BY n.webhook_id
  ON CONFLICT (organization_id, webhook_id) DO UPDATE SET
    consecutive_failures = CASE WHEN EXCLUDED.last_success_at IS NULL THEN s.consecutive_failures ELSE 0 END + EXCLUDED.consecutive_failures,
    failing_since = CASE WHEN EXCLUDED.last_success_at IS NULL THEN COALESCE(s.failing_since, EXCLUDED.failing_since) ELSE EXCLUDED.failing_since END,
    last_success_at = GREATEST(s.last_success_at, EXCLUDED.last_success_at),
    last_failure_at = GREATEST(s.last_failure_at, EXCLUDED.last_failure_at),
    paused_until = CASE
      WHEN EXCLUDED.last_success_at IS NOT NULL THEN NULL
      WHEN s.paused_until IS NOT NULL AND EXCLUDED.probes = 0 THEN s.paused_until
      WHEN s.consecutive_failures + EXCLUDED.consecutive_failures >= ${BREAKER.failures}
        AND s.failing_since <= now() - interval '${BREAKER.failingSeconds} seconds'
      THEN now() + LEAST(${BREAKER.pauseSeconds} * power(2, LEAST(s.probes + EXCLUDED.probes, 20)), ${BREAKER.pauseMaxSeconds}) * interval '1 second'
      ELSE s.paused_until END,
    probes = CASE WHEN EXCLUDED.last_success_at IS NOT NULL THEN 0 ELSE s.probes + EXCLUDED.probes END
  RETURNING s.webhook_id, s.failing_since
)
SELECT count(*)::int AS written, CASE WHEN count(*) < cardinality($2::uuid[]) THEN string_agg(id::text, ',') END AS ids,
  (SELECT string_agg(webhook_id::text, ',') FROM states
    WHERE failing_since <= now() - interval '${FAILING_HOURS} hours') AS long_failing
FROM updated`;

/** What a group's attempts say of one webhook. */
interface WebhookNews {
  organizationId: string;
  webhookId: string;
  /** Failures after the group's last success. */
  failures: number;
  /** The first of those. */
  failingSince: Date | null;
  lastSuccessAt: Date | null;
  lastFailureAt: Date | null;
  /** 1 when the probe of its breaker is among the failures. */
  probes: number;
}

function newsOf(settlements: readonly Settlement[]): WebhookNews[] {
  const byWebhook = new Map<string, WebhookNews>();
  for (const { organizationId, webhookId, attempt, counts, probe } of settlements) {
    if (!counts) continue;
    let news = byWebhook.get(webhookId);
    if (!news) {
      news = {
        organizationId,
        webhookId,
        failures: 0,
        failingSince: null,
        lastSuccessAt: null,
        lastFailureAt: null,
        probes: 0,
      };
      byWebhook.set(webhookId, news);
    }
    if (attempt.outcome === 'success') {
      news.failures = 0;
      news.failingSince = null;
      news.lastSuccessAt = attempt.startedAt;
    } else {
      news.failures++;
      news.failingSince ??= attempt.startedAt;
      news.lastFailureAt = attempt.startedAt;
      if (probe) news.probes = 1;
    }
  }
  return [...byWebhook.values()];
}

interface SettleRow {
  written: number;
  /** Of those that were written, comma-separated; null when all were. */
  ids: string | null;
  long_failing: string | null;
}

const time = (value: Date | null) => value?.toISOString() ?? null;

/**
 * Commits ended attempts together.
 * @param endedLeases tokens of which nothing is left to settle or to give back with these
 */
export async function settleAttempts(
  settlements: readonly Settlement[],
  endedLeases: readonly string[],
): Promise<SettledGroup> {
  const news = newsOf(settlements);
  const { rows } = await enginePool().query<SettleRow>({
    name: 'settle',
    text: SETTLE,
    values: [
      plainColumn(settlements, (s) => s.organizationId),
      plainColumn(settlements, (s) => s.deliveryId),
      plainColumn(settlements, (s) => s.leaseToken),
      plainColumn(settlements, (s) => s.status),
      plainColumn(settlements, (s) => s.retryCount),
      plainColumn(settlements, (s) => s.next.kind),
      plainColumn(settlements, (s) => (s.next.kind === 'in' ? s.next.ms : null)),
      plainColumn(settlements, (s) => s.attempt.trigger),
      plainColumn(settlements, (s) => s.attempt.outcome),
      plainColumn(settlements, (s) => s.attempt.code),
      plainColumn(settlements, (s) => s.attempt.statusCode),
      plainColumn(settlements, (s) => s.attempt.startedAt.toISOString()),
      plainColumn(settlements, (s) => Math.round(s.attempt.durationMs)),
      plainColumn(settlements, (s) => s.attempt.dnsMs),
      plainColumn(settlements, (s) => s.attempt.connectMs),
      plainColumn(settlements, (s) => s.attempt.tlsMs),
      plainColumn(settlements, (s) => s.attempt.firstByteMs),
      separatedTexts(settlements.map((s) => s.attempt.requestHeaders)),
      separatedTexts(settlements.map((s) => s.attempt.responseHeaders)),
      textArray(settlements.map((s) => s.attempt.responseBody)),
      plainColumn(settlements, (s) => s.attempt.responseTruncated),
      plainColumn(settlements, (s) => s.attempt.remoteAddress),
      plainColumn(news, ({ organizationId }) => organizationId),
      plainColumn(news, ({ webhookId }) => webhookId),
      plainColumn(news, ({ failures }) => failures),
      plainColumn(news, ({ failingSince }) => time(failingSince)),
      plainColumn(news, ({ lastSuccessAt }) => time(lastSuccessAt)),
      plainColumn(news, ({ lastFailureAt }) => time(lastFailureAt)),
      plainArray(endedLeases),
      plainColumn(settlements, (s) => s.number),
      plainColumn(news, ({ probes }) => probes),
    ],
  });
  const [result] = rows;
  const longFailing = result?.long_failing?.split(',') ?? [];
  if (result?.written === settlements.length)
    return { settled: settlements.map(() => ({ written: true })), longFailing };
  const written = new Set(result?.ids?.split(','));
  return {
    settled: settlements.map(({ deliveryId }) => ({ written: written.has(deliveryId) })),
    longFailing,
  };
}
