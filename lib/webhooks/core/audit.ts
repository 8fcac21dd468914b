/** What the audit trail records. */
export const AUDIT_ACTIONS = [
  'webhook.create',
  'webhook.update',
  'webhook.delete',
  'webhook.restore',
  'webhook.reveal_secret',
  'webhook.rotate_secret',
  'webhook.cancel_rotation',
  'webhook.resend_deliveries',
  'webhook.drop_held',
  'webhook.cancel_job',
  'webhook.snooze_alerts',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** A change as the trail keeps it: only what differs, never a secret. Null: nothing was there before, or is after. */
export interface AuditChange {
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** What differs between two states of one thing, compared as JSON. */
export function changeOf(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const keys = Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  const pick = (of: Record<string, unknown>) => Object.fromEntries(keys.map((key) => [key, of[key] ?? null]));
  return { before: pick(before), after: pick(after) };
}
