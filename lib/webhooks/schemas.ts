import * as z from 'zod/mini';
import { DEFAULT_TIME_ZONE, isTimeZone } from '@/lib/i18n/time-zone';
import { AUDIT_ACTIONS } from './core/audit';
import { DELIVERY_STATUSES } from './core/delivery-state';
import { EVENT_NAMES } from './core/event-catalogue';
import { MASKABLE_FIELDS } from './core/mask';
import { isLegible, isStorableTime } from './core/storable';

/**
 * The shapes of requests, shared by forms, actions, routes and OpenAPI. Of a body a field that does not exist is refused:
 * one that is misspelt would else be left out of what is done, and nobody told.
 * A message is a key below `validation` in the message catalogue, never a sentence.
 * What needs the server's own policy (is this address reachable?) is judged by the services and reported on the same paths.
 */

const DESCRIPTION_MAX = 200;
const URL_MAX = 2048;

function parsed(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null;
}

/**
 * Plain http can only be for an address that an operator allowed, and those are literals or `localhost`. Which ones
 * is for the service to judge, with the same message.
 */
function mayBeAllowedHttp({ protocol, hostname }: URL): boolean {
  return protocol !== 'http:' || /^\[|^\d+(?:\.\d+){3}$|(?:^|\.)localhost\.?$/.test(hostname);
}

export const webhookUrl = z.string({ error: 'url_required' }).check(
  z.trim(),
  z.minLength(1, { error: 'url_required', abort: true }),
  z.maxLength(URL_MAX, { error: 'url_too_long', abort: true }),
  // Browsers read a backslash as a slash and drop line breaks: what is shown would not be where it leads.
  z.refine((value) => parsed(value) !== null && !/[\\\p{Cc}\p{Cs} ]/u.test(value), {
    error: 'url_invalid',
    abort: true,
  }),
  z.refine((value) => ['https:', 'http:'].includes(parsed(value)?.protocol ?? ''), {
    error: 'url_https',
    abort: true,
  }),
  z.refine(
    (value) => {
      const url = parsed(value);
      return url !== null && mayBeAllowedHttp(url);
    },
    { error: 'url_https', abort: true },
  ),
  z.refine((value) => !parsed(value)?.username && !parsed(value)?.password, {
    error: 'url_userinfo',
    abort: true,
  }),
);

export const eventName = z.enum(EVENT_NAMES, { error: 'event_unknown' });

const webhookEvents = z.array(eventName, { error: 'events_required' }).check(
  z.minLength(1, { error: 'events_required', abort: true }),
  z.refine((value) => new Set(value).size === value.length, { error: 'events_twice' }),
);

/** Contract: 16 to 256 printable ASCII characters. */
export const ownSecret = z
  .string({ error: 'secret_length' })
  .check(
    z.minLength(16, { error: 'secret_length', abort: true }),
    z.maxLength(256, { error: 'secret_length', abort: true }),
    z.regex(/^[\x20-\x7e]+$/, { error: 'secret_characters' }),
  );

const webhookDescription = z
  .string()
  .check(
    z.trim(),
    z.maxLength(DESCRIPTION_MAX, { error: 'description_too_long' }),
    z.refine(isLegible, { error: 'characters_illegible' }),
  );

/** What of customers' data is masked in what is sent and shown of the webhook's deliveries. */
export const webhookMask = z
  .array(z.enum(MASKABLE_FIELDS, { error: 'mask_fields' }), { error: 'mask_fields' })
  .check(z.refine((value) => new Set(value).size === value.length, { error: 'mask_fields' }));

const enabled = z.boolean({ error: 'enabled_boolean' });

export const createWebhookInput = z.strictObject({
  url: webhookUrl,
  events: webhookEvents,
  mask: z.optional(webhookMask),
  secret: z.optional(ownSecret),
  description: z.optional(webhookDescription),
  enabled: z.optional(enabled),
});
export type CreateWebhookInput = z.infer<typeof createWebhookInput>;

export const updateWebhookInput = z
  .strictObject({
    url: z.optional(webhookUrl),
    events: z.optional(webhookEvents),
    mask: z.optional(webhookMask),
    description: z.optional(webhookDescription),
    enabled: z.optional(enabled),
    // Expected here by many who made the webhook with one.
    secret: z.optional(z.never({ error: 'secret_by_rotation' })),
  })
  .check(z.refine((value) => Object.keys(value).length > 0, { error: 'nothing_to_change' }));
export type UpdateWebhookInput = z.infer<typeof updateWebhookInput>;

/** Told of every webhook, and for nobody to change. */
const READ_ONLY = ['id', 'disabled_reason', 'created_at', 'updated_at'];

function changeable(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => !READ_ONLY.includes(name)));
}

/** For scripts that read a webhook, change it, and send back the whole: what is read-only in it means nothing. */
export const patchWebhookInput = z.pipe(z.transform(changeable), updateWebhookInput);

/** What the form of a webhook began with. Stored values, so they need not be what could be entered today. */
export const seenWebhook = z.object({
  url: z.optional(z.string()),
  events: z.optional(z.array(z.string())),
  mask: z.optional(z.array(z.string())),
  description: z.optional(z.string()),
});
export type SeenWebhook = z.infer<typeof seenWebhook>;

/** One customer, by the call system's id or by e-mail address: one of the two. */
export const eraseCustomerInput = z
  .strictObject({
    id: z.optional(
      z
        .string()
        .check(z.minLength(1), z.maxLength(256), z.refine(isLegible, { error: 'characters_illegible' })),
    ),
    email: z.optional(
      z
        .string({ error: 'email_invalid' })
        .check(
          z.trim(),
          z.minLength(3, { error: 'email_invalid' }),
          z.maxLength(254, { error: 'email_invalid' }),
          z.refine(isLegible, { error: 'email_invalid' }),
        ),
    ),
  })
  .check(
    z.refine(({ id, email }) => (id === undefined) !== (email === undefined), { error: 'customer_trait' }),
  );
export type EraseCustomerInput = z.infer<typeof eraseCustomerInput>;

/** `secret: "new"`: signed by the newest secret alone, to try it while a rotation is under way. */
export const testInput = z.strictObject({
  event: z.optional(eventName),
  secret: z.optional(z.literal('new', { error: 'test_secret' })),
});
export const rotateSecretInput = z.strictObject({
  secret: z.optional(ownSecret),
  overlap_hours: z.optional(
    z
      .int({ error: 'overlap_hours' })
      .check(z.minimum(0, { error: 'overlap_hours' }), z.maximum(168, { error: 'overlap_hours' })),
  ),
});
export type RotateSecretInput = z.infer<typeof rotateSecretInput>;

/** Handed on in UTC: the database knows no offset of more than 16 hours, and no year beyond four digits. */
const time = z.pipe(
  z.iso
    .datetime({ offset: true, error: 'time_invalid', abort: true })
    .check(z.refine((value) => isStorableTime(Date.parse(value)), { error: 'time_invalid' })),
  z.transform((value: string) => new Date(value).toISOString()),
);
export const deliveryStatus = z.enum(DELIVERY_STATUSES, { error: 'status_unknown' });

/** Filters of the history. `q` finds a call or customer id, the id of a delivery or event, or a customer's e-mail. */
export const deliveryQuery = z.object({
  status: z.optional(deliveryStatus),
  event: z.optional(eventName),
  /** `true`: tests only, `false`: none of them. */
  test: z.optional(
    z.pipe(
      z.enum(['true', 'false'], { error: 'test_boolean' }),
      z.transform((value) => value === 'true'),
    ),
  ),
  since: z.optional(time),
  until: z.optional(time),
  q: z.optional(
    z
      .string()
      .check(
        z.trim(),
        z.maxLength(256, { error: 'q_too_long' }),
        z.refine(isLegible, { error: 'characters_illegible' }),
      ),
  ),
  cursor: z.optional(z.string().check(z.maxLength(200, { error: 'cursor_invalid' }))),
  limit: z.optional(
    z.coerce
      .number({ error: 'limit_range' })
      .check(
        z.int({ error: 'limit_range' }),
        z.minimum(1, { error: 'limit_range' }),
        z.maximum(100, { error: 'limit_range' }),
      ),
  ),
});
export type DeliveryQuery = z.infer<typeof deliveryQuery>;

/** The same filters without pages: an export is all of it. */
export const exportQuery = z.omit(deliveryQuery, { cursor: true, limit: true });
export type ExportQuery = z.infer<typeof exportQuery>;

/** Which deliveries are sent again. Without a limit that is misspelt more would be sent, and nothing takes that back. */
export const startResendInput = z.strictObject({
  status: z.optional(z.enum(['failure', 'timeout', 'held'], { error: 'status_resend' })),
  event: z.optional(eventName),
  since: z.optional(time),
  until: z.optional(time),
});
export type StartResendInput = z.infer<typeof startResendInput>;

/** How long alerts are snoozed, in whole hours; 0 wakes them. At most 30 days. */
export const snoozeInput = z.object({
  hours: z
    .int({ error: 'snooze_hours' })
    .check(z.minimum(0, { error: 'snooze_hours' }), z.maximum(720, { error: 'snooze_hours' })),
});

export const statsWindow = z.enum(['24h', '7d', '30d'], { error: 'window_unknown' });
export type StatsWindow = z.infer<typeof statsWindow>;
export const statsQuery = z.object({
  window: z._default(statsWindow, '24h'),
  /** On whose full hours and days the buckets begin. */
  time_zone: z._default(
    z.string().check(z.refine(isTimeZone, { error: 'time_zone_unknown' })),
    DEFAULT_TIME_ZONE,
  ),
});
export type StatsQuery = z.infer<typeof statsQuery>;

/** Only what is held can be dropped, and a caller must say so. */
export const dropQuery = z.object({ status: z.literal('held', { error: 'status_held_only' }) });

/** Filters of the audit trail. `who` is an actor's kind and id, as in `user:0197…`, or `operator`. */
export const auditQuery = z.object({
  who: z.optional(
    z
      .string()
      .check(
        z.maxLength(100, { error: 'value_invalid' }),
        z.refine(isLegible, { error: 'characters_illegible' }),
      ),
  ),
  action: z.optional(z.enum(AUDIT_ACTIONS, { error: 'value_invalid' })),
  since: z.optional(time),
  cursor: z.optional(z.string().check(z.maxLength(200, { error: 'cursor_invalid' }))),
});
export type AuditQuery = z.infer<typeof auditQuery>;
