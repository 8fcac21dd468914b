import type { Underscored } from './event-catalogue';

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
  'organization.create',
  'organization.set_plan',
  'user.create',
  'user.remove',
  'user.set_password',
  'ingest_key.create',
  'ingest_key.revoke',
  'customer.erase',
  'api_key.create',
  'api_key.revoke',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** What an entry is about; its `target_id` is the id of one. */
export type AuditTarget = 'webhook' | 'organization' | 'user' | 'ingest_key' | 'api_key' | 'customer';

export const AUDIT_ACTOR_KINDS = ['user', 'api_key', 'operator', 'engine'] as const;
export type AuditActorKind = (typeof AUDIT_ACTOR_KINDS)[number];

/** How far back the audit page looks when it is asked to, in days. */
export const AUDIT_PERIODS = { '24h': 1, '7d': 7, '30d': 30, '90d': 90 } as const;
export type AuditPeriod = keyof typeof AUDIT_PERIODS;

/** An action as a key of the message catalogue. */
export type AuditMessageKey = Underscored<AuditAction>;

export function auditMessageKey(action: AuditAction): AuditMessageKey {
  return action.replace('.', '_') as AuditMessageKey;
}

/** Whether `value` is an action that the trail records. */
export function isAuditAction(value: string): value is AuditAction {
  return (AUDIT_ACTIONS as readonly string[]).includes(value);
}

/** One field of a change, with what was there and what is there now; undefined: nothing. */
export interface ChangedField {
  field: string;
  before: unknown;
  after: unknown;
}

/** A change field by field, for being read. */
export function changedFields({ before, after }: AuditChange): ChangedField[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields.map((field) => ({ field, before: before?.[field], after: after?.[field] }));
}

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
