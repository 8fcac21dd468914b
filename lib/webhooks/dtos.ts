import * as z from 'zod/mini';
import type { AuditAction, AuditActorKind, AuditChange } from './core/audit';
import { ATTEMPT_OUTCOMES, ATTEMPT_TRIGGERS, DISABLED_REASONS, FAILURE_CODES } from './core/delivery-state';
import { DIAGNOSIS_OWNERS } from './core/diagnosis';
import { TEST_SIGNATURES } from './core/test-address';
import { deliveryStatus, eventName, statsWindow, webhookMask } from './schemas';

/** The shapes of what services, routes and actions answer, by which pages and OpenAPI know them. Nothing of it is a secret but in `secretDto`. */

/** A time in an answer: ISO 8601 in UTC. */
export const moment = z.string();

export const webhookDto = z.object({
  id: z.uuid(),
  url: z.string(),
  description: z.string(),
  events: z.array(eventName),
  enabled: z.boolean(),
  disabled_reason: z.nullable(z.enum(DISABLED_REASONS)),
  mask: webhookMask,
  created_at: moment,
  updated_at: moment,
});
export type WebhookDto = z.infer<typeof webhookDto>;

export const attemptDto = z.object({
  number: z.int(),
  trigger: z.enum(ATTEMPT_TRIGGERS),
  outcome: z.enum(ATTEMPT_OUTCOMES),
  code: z.nullable(z.enum(FAILURE_CODES)),
  status_code: z.nullable(z.int()),
  started_at: moment,
  /** Milliseconds, as are the phases. */
  duration_ms: z.int(),
  phases: z.object({
    dns: z.nullable(z.number()),
    connect: z.nullable(z.number()),
    tls: z.nullable(z.number()),
    first_byte: z.nullable(z.number()),
  }),
  request_headers: z.record(z.string(), z.string()),
  response_headers: z.nullable(z.record(z.string(), z.string())),
  response_body: z.nullable(z.string()),
  response_truncated: z.boolean(),
  remote_address: z.nullable(z.string()),
});
export type AttemptDto = z.infer<typeof attemptDto>;

export const deliveryDto = z.object({
  id: z.uuid(),
  webhook_id: z.uuid(),
  event_id: z.uuid(),
  event: eventName,
  status: deliveryStatus,
  test: z.boolean(),
  attempt_count: z.int(),
  next_attempt_at: z.nullable(moment),
  /** Whether an attempt is under way. */
  being_sent: z.boolean(),
  status_code: z.nullable(z.int()),
  created_at: moment,
  subject_id: z.nullable(z.string()),
});
export type DeliveryDto = z.infer<typeof deliveryDto>;

/** One delivery alone: with what was sent (null once retention removed it), what was masked in it, and its attempts, the first one first: those of the schedule and the newest hundred. */
export const deliveryDetailDto = z.extend(deliveryDto, {
  mask: webhookMask,
  request_body: z.nullable(z.string()),
  attempts: z.array(attemptDto),
});
export type DeliveryDetailDto = z.infer<typeof deliveryDetailDto>;

/** What arrived at the organisation's test address, and whether its signature is that of the webhook that sent it. */
export const testMessageDto = z.object({
  id: z.uuid(),
  received_at: z.string(),
  signature: z.enum(TEST_SIGNATURES),
  /** Null where it names no delivery of the organisation. */
  delivery_id: z.nullable(z.uuid()),
  webhook_id: z.nullable(z.uuid()),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  body_truncated: z.boolean(),
});
export type TestMessageDto = z.infer<typeof testMessageDto>;

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** A row of the list page: the webhook and what a manager wants to know of it at a glance. */
export const webhookListItem = z.extend(webhookDto, {
  /** The last real delivery; tests do not count. */
  last_delivery: z.nullable(z.object({ id: z.uuid(), status: deliveryStatus, created_at: moment })),
  /** Deliveries of the last 24 h that ended, tests not counted; `hours`: the same by the hour, the oldest first. */
  health_24h: z.object({
    succeeded: z.int(),
    ended: z.int(),
    hours: z.array(z.object({ succeeded: z.int(), failed: z.int() })),
  }),
});
export type WebhookListItem = z.infer<typeof webhookListItem>;

/** What became of the deliveries that were made in one part of a window, and how fast those that arrived were answered. */
const statsBucket = z.object({
  /** When it begins. */
  start: moment,
  success: z.int(),
  failure: z.int(),
  timeout: z.int(),
  latency_p50_ms: z.nullable(z.number()),
  latency_p95_ms: z.nullable(z.number()),
});
export type StatsBucket = z.infer<typeof statsBucket>;

/** Figures of a window; tests are in none of them. Latencies in milliseconds, null without a success. */
export const webhookStats = z.object({
  window: statsWindow,
  /** On whose full hours and days the buckets begin. UTC where the database does not know the one that was asked for. */
  time_zone: z.string(),
  total: z.int(),
  by_status: z.record(deliveryStatus, z.int()),
  /** Whatever their age: those that the engine is still to send, tests not counted. */
  waiting: z.int(),
  success_rate: z.nullable(z.number()),
  latency_p50_ms: z.nullable(z.number()),
  latency_p95_ms: z.nullable(z.number()),
  /** From the oldest on: hours, quarters of a day, or days, as the window is longer. */
  buckets: z.array(statsBucket),
});
export type WebhookStats = z.infer<typeof webhookStats>;

/** A secret, and until when the one before it signs beside it. */
export const secretDto = z.object({ secret: z.string(), previous_expires_at: z.nullable(moment) });
export type SecretDto = z.infer<typeof secretDto>;

/** One deed: whose, from where, on what, and what it changed. Never a secret. */
export interface AuditEntryDto extends AuditChange {
  id: string;
  actor: { kind: AuditActorKind; name: string };
  /** The client's network address; null when unknown, as for an operator. */
  address: string | null;
  action: AuditAction;
  target: {
    kind: string;
    id: string;
    /** What people call it, as far as it is still there. */
    name: string | null;
  };
  created_at: string;
}

/** Somebody who is in the trail; `who` as a filter takes it. */
export interface AuditActorDto {
  who: string;
  kind: AuditActorKind;
  name: string;
}

/** How many deliveries a job would take; `more`: there are others beyond, for another job. */
export const deliveryCount = z.object({ count: z.int(), missed_calls: z.int(), more: z.boolean() });
export type DeliveryCountDto = z.infer<typeof deliveryCount>;

/** How far work on many deliveries is: `taken` of `total` were begun, of those `arrived` and `failed` have ended. `unsent` of `total` had never been sent before. */
export const jobDto = z.object({
  id: z.uuid(),
  kind: z.enum(['resend', 'drop_held']),
  state: z.enum(['running', 'done', 'cancelled', 'stopped']),
  starts_at: moment,
  ended_at: z.nullable(moment),
  total: z.int(),
  unsent: z.int(),
  taken: z.int(),
  arrived: z.int(),
  failed: z.int(),
});
export type JobDto = z.infer<typeof jobDto>;

/** How the last delivery of an outage failed. `case` names what was found out, `owner` who can mend it, `params` the details. */
const lastFailureDto = z.object({
  delivery_id: z.uuid(),
  code: z.nullable(z.enum(FAILURE_CODES)),
  status_code: z.nullable(z.int()),
  diagnosis: z.object({
    case: z.string(),
    owner: z.nullable(z.enum(DIAGNOSIS_OWNERS)),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
});

/** What did not reach a webhook's system, and what is being done about it. */
export const recoveryDto = z.object({
  /** The outage that goes on, or the last one that is over and was not dismissed. */
  outage: z.nullable(
    z.extend(deliveryCount, {
      id: z.uuid(),
      started_at: moment,
      ended_at: z.nullable(moment),
      /** Before the first of its deliveries was made. */
      since: moment,
      until: z.nullable(moment),
      /** How many of them are tried again by themselves. */
      retrying: z.int(),
      last_failure: z.nullable(lastFailureDto),
    }),
  ),
  /** Null: nothing is held. */
  held: z.nullable(deliveryCount),
  job: z.nullable(jobDto),
  alerts_snoozed_until: z.nullable(moment),
  /**
   * Not null while the system has been failing for so long that a single delivery is tried at a time, the next one
   * then; what else is due waits. Shortly in the past while that one is about to go out.
   */
  paused_until: z.nullable(moment),
});
export type RecoveryDto = z.infer<typeof recoveryDto>;

/** A webhook of which nothing arrives now. */
export const incidentDto = z.object({
  webhook_id: z.uuid(),
  url: z.string(),
  description: z.string(),
  started_at: moment,
});
export type IncidentDto = z.infer<typeof incidentDto>;

/** Whether a new secret is being introduced beside the old one, and whether the receiver has accepted it. */
export const rotationDto = z.object({
  /** Of the newest secret: another id, another secret. */
  secret_id: z.uuid(),
  /** Null: one secret alone is in force. */
  previous_expires_at: z.nullable(moment),
  new_leads: z.boolean(),
});
export type RotationDto = z.infer<typeof rotationDto>;
