import { pool } from '@/lib/db';
import type { DiagnosedAttempt } from '@/lib/webhooks/core/diagnosis';
import { storedHeaders } from './stored-headers';
import type { Tenant } from './tenant';

/** How the last real delivery of a webhook failed: its last attempt, as far as a diagnosis needs it. */
export interface LastFailure extends DiagnosedAttempt {
  deliveryId: string;
}

type LastFailureRow = Omit<LastFailure, 'response_headers'> & { responseHeaders: string | null };

/** Of those that were made from `since` on and before `until`, ISO times; null when none failed. `webhookId` must be a UUID. */
export async function findLastFailure(
  tenant: Tenant,
  webhookId: string,
  since: string,
  until: string | null,
): Promise<LastFailure | null> {
  const { rows } = await pool().query<LastFailureRow>(
    `SELECT d.id AS "deliveryId", d.status::text AS outcome, d.code, d.status_code, COALESCE(d.duration_ms, 0) AS duration_ms,
       a.response_headers AS "responseHeaders", a.response_body
     FROM (
       SELECT * FROM deliveries
       WHERE organization_id = $1 AND webhook_id = $2 AND trouble IN ('failure', 'timeout') AND NOT test
         AND created_at >= $3 AND ($4::timestamptz IS NULL OR created_at < $4)
       ORDER BY created_at DESC
       LIMIT 1
     ) d
     LEFT JOIN attempts a
       ON a.delivery_id = d.id AND a.organization_id = d.organization_id AND a.number = d.attempt_count`,
    [tenant.organizationId, webhookId, since, until],
  );
  const [row] = rows;
  if (!row) return null;
  const { responseHeaders, ...failure } = row;
  return {
    ...failure,
    response_headers: responseHeaders === null ? null : storedHeaders(responseHeaders),
  };
}
