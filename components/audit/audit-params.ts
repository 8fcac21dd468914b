import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { AUDIT_ACTIONS, AUDIT_PERIODS, type AuditPeriod } from '@/lib/webhooks/core/audit';
import { isLegible } from '@/lib/webhooks/core/storable';
import type { AuditQuery } from '@/lib/webhooks/schemas';

export const PERIODS = Object.keys(AUDIT_PERIODS) as AuditPeriod[];

/** The filters of the audit page in the address. Anything else there counts as not given. */
export const auditParams = {
  who: parseAsString,
  action: parseAsStringLiteral(AUDIT_ACTIONS),
  period: parseAsStringLiteral(PERIODS),
};

export const loadAuditParams = createLoader(auditParams);

/** What the address says as a question to the service; `now` is when the period ends. */
export function auditQueryOf(
  { who, action, period }: Awaited<ReturnType<typeof loadAuditParams>>,
  now: Date,
): AuditQuery {
  return {
    ...(who && isLegible(who) && { who: who.slice(0, 100) }),
    ...(action && { action }),
    ...(period && { since: new Date(now.getTime() - AUDIT_PERIODS[period] * 86_400_000).toISOString() }),
  };
}
