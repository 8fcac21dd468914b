import type { FieldError } from '@/lib/errors';
import { type EventName, isEventName } from './event-catalogue';
import { judgeEventData } from './event-data';
import type { JsonFlaw, JsonFlawKind, JsonRecord } from './json-source';
import { parseTimestamp, payloadBody } from './payload';
import { isUuid } from './uuid';

/** An event as the call system posted it, checked, and in the form in which it is stored and sent. */
export interface IntakeEvent {
  organizationId: string;
  event: EventName;
  timestamp: Date;
  subjectId: string;
  customerEmail: string | null;
  body: string;
  /** Null: the call system does not mind repeats. */
  idempotencyKey: string | null;
  /** What tells a repeat from another event under the same key: `event`, `timestamp` and `data` as sent. */
  identity: string;
}

export type IntakeJudgement = { ok: true; event: IntakeEvent } | { ok: false; fields: FieldError[] };

const KEY_MAX = 255;

/** Contract: 1 to 255 characters. */
export function isIdempotencyKey(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= KEY_MAX;
}

const KEY_OF_FLAW: Record<JsonFlawKind, string> = {
  duplicate_key: 'json_duplicate_key',
  forbidden_key: 'json_forbidden_key',
  lone_surrogate: 'json_lone_surrogate',
  nul: 'json_nul',
  too_deep: 'json_too_deep',
};

/** What is refused beyond JSON's own grammar, as errors of fields. */
export function flawErrors(flaws: readonly JsonFlaw[]): FieldError[] {
  return flaws.map(({ path, kind }) => ({ path, key: KEY_OF_FLAW[kind] }));
}

/**
 * Judges one event of the intake by the contract, naming every wrong field at once. Keys are below `validation` in
 * the message catalogue. `headerKey` is the Idempotency-Key header, which wins over the body's `id`; `now` stands in
 * for an absent timestamp.
 */
export function judgeIntakeEvent(record: JsonRecord, headerKey: string | null, now: Date): IntakeJudgement {
  // Before anything is parsed: what JSON.parse would quietly mend is refused.
  if (record.flaws.length > 0) return { ok: false, fields: flawErrors(record.flaws) };
  const value: unknown = JSON.parse(record.source);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ok: false, fields: [{ path: [], key: 'body_object' }] };
  const given = value as Record<string, unknown>;
  const fields: FieldError[] = [];

  const organizationId = readOrganization(given.organization_id, fields);
  const event = readEvent(given.event, fields);
  const timestamp = readTimestamp(given.timestamp, now, fields);
  const idempotencyKey = readKey(headerKey, given.id, fields);
  const judged = event && judgeEventData(event, given.data);
  if (judged && !judged.ok) fields.push(...judged.errors);
  // Which of its fields are wrong depends on the event; that it is there does not.
  if (!event && record.data === null) fields.push({ path: ['data'], key: 'field_required' });
  if (fields.length > 0 || !event || !timestamp || !judged?.ok || record.data === null)
    return { ok: false, fields };

  return {
    ok: true,
    event: {
      organizationId,
      event,
      timestamp,
      subjectId: judged.subject.subjectId,
      customerEmail: judged.subject.customerEmail,
      body: payloadBody(event, timestamp, record.data),
      idempotencyKey,
      identity: `${JSON.stringify([event, given.timestamp ?? null])}${record.data}`,
    },
  };
}

function readOrganization(value: unknown, fields: FieldError[]): string {
  if (typeof value === 'string' && isUuid(value)) return value.toLowerCase();
  const absent = value === undefined || value === null;
  fields.push({ path: ['organization_id'], key: absent ? 'field_required' : 'id_invalid' });
  return '';
}

function readEvent(value: unknown, fields: FieldError[]): EventName | null {
  if (isEventName(value)) return value;
  const absent = value === undefined || value === null;
  fields.push({ path: ['event'], key: absent ? 'field_required' : 'event_unknown' });
  return null;
}

function readTimestamp(value: unknown, now: Date, fields: FieldError[]): Date | null {
  if (value === undefined || value === null) return now;
  const instant = typeof value === 'string' ? parseTimestamp(value) : null;
  if (instant === null) fields.push({ path: ['timestamp'], key: 'event_timestamp' });
  return instant;
}

function readKey(header: string | null, id: unknown, fields: FieldError[]): string | null {
  const key = header ?? id ?? null;
  if (key === null) return null;
  if (isIdempotencyKey(key)) return key;
  fields.push({ path: [header === null ? 'id' : 'Idempotency-Key'], key: 'idempotency_key' });
  return null;
}
