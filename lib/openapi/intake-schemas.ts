import * as z from 'zod/mini';
import { EVENT_NAMES, type EventName } from '@/lib/webhooks/core/event-catalogue';
import { moment } from '@/lib/webhooks/dtos';

/**
 * The intake judges by rules of its own (lib/webhooks/core/event-data.ts), which also see what JSON.parse would mend.
 * These say the same as shapes; intake-schemas.test.ts holds the two together.
 */

const text = z.string().check(z.minLength(1), z.maxLength(256), z.regex(/\S/));
const optionalText = z.optional(z.nullable(z.string().check(z.maxLength(256))));
const email = z.string().check(z.maxLength(254), z.regex(/^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/));
const seconds = z.int().check(z.minimum(0));

const call = {
  id: text,
  status: text,
  duration_seconds: z.optional(z.nullable(seconds)),
  department_id: optionalText,
  attendant_id: optionalText,
  customer: z.looseObject({ name: text, email: z.optional(z.nullable(email)) }),
};

/** `data` by event; fields that are not named here are passed on as they are. */
export const EVENT_DATA = {
  'call.created': z.looseObject(call),
  'call.assigned': z.looseObject({ ...call, attendant_id: text }),
  'call.started': z.looseObject({ ...call, attendant_id: text }),
  'call.completed': z.looseObject({ ...call, duration_seconds: seconds, attendant_id: text }),
  'call.missed': z.looseObject(call),
  'customer.created': z.looseObject({ id: text, name: text, email, phone: optionalText }),
} satisfies Record<EventName, z.ZodMiniType>;

const posted = <Name extends EventName>(event: Name) =>
  z.looseObject({
    organization_id: z.string().check(z.regex(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/)),
    event: z.literal(event),
    timestamp: z.optional(z.nullable(moment)),
    /** The idempotency key, where there is no such header. */
    id: z.optional(z.nullable(z.string().check(z.minLength(1), z.maxLength(255)))),
    data: EVENT_DATA[event],
  });

/** What the call system posts. */
export const postedEvent = z.union(EVENT_NAMES.map(posted));
export const postedEvents = z.object({
  events: z.array(postedEvent).check(z.minLength(1), z.maxLength(1000)),
});

export const acceptedEvent = z.object({
  id: z.uuid(),
  deliveries: z.int(),
  /** Answered already, under the same key and with the same body. */
  duplicate: z.boolean(),
});

/** What became of one event of a batch; `status` as it would have been alone. */
const batchItem = z.union([
  z.extend(acceptedEvent, { status: z.enum({ accepted: 202, repeated: 200 }) }),
  z.object({
    status: z.int().check(z.minimum(400)),
    code: z.string(),
    errors: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
  }),
]);
export const batchAnswer = z.object({ results: z.array(batchItem) });

/** What a receiver gets. */
export const sentEvent = <Name extends EventName>(event: Name) =>
  z.object({ event: z.literal(event), timestamp: moment, data: EVENT_DATA[event] });
