import * as z from 'zod/mini';
import { apiKeyDto, createApiKeyInput } from '@/lib/auth/schemas';
import { problemBody } from '@/lib/http/problem';
import {
  acceptedEvent,
  batchAnswer,
  EVENT_DATA,
  postedEvent,
  postedEvents,
} from '@/lib/openapi/intake-schemas';
import {
  attemptDto,
  deliveryCount,
  deliveryDetailDto,
  deliveryDto,
  incidentDto,
  jobDto,
  moment,
  recoveryDto,
  rotationDto,
  secretDto,
  testMessageDto,
  webhookDto,
  webhookListItem,
  webhookStats,
} from '@/lib/webhooks/dtos';
import {
  createWebhookInput,
  eraseCustomerInput,
  ownSecret,
  rotateSecretInput,
  startResendInput,
  testInput,
  updateWebhookInput,
  webhookMask,
  webhookUrl,
} from '@/lib/webhooks/schemas';

const count = z.object({ count: z.int() });

/** The schemas that the description names, by those names: the very ones that validate. */
const NAMED = {
  Webhook: webhookDto,
  CreatedWebhook: z.extend(webhookDto, { secret: z.string() }),
  WebhookListItem: webhookListItem,
  WebhookList: z.object({ items: z.array(webhookListItem) }),
  CreateWebhook: createWebhookInput,
  UpdateWebhook: updateWebhookInput,
  WebhookUrl: webhookUrl,
  Mask: webhookMask,
  OwnSecret: ownSecret,
  Secret: secretDto,
  RotateSecret: rotateSecretInput,
  Rotation: rotationDto,
  Test: testInput,
  Delivery: deliveryDto,
  DeliveryList: z.object({ items: z.array(deliveryDto), next_cursor: z.nullable(z.string()) }),
  DeliveryDetail: deliveryDetailDto,
  Attempt: attemptDto,
  Resend: startResendInput,
  DeliveryCount: deliveryCount,
  Recovery: recoveryDto,
  Job: jobDto,
  IncidentList: z.object({ items: z.array(incidentDto) }),
  Count: count,
  Statistics: webhookStats,
  ApiKey: apiKeyDto,
  ApiKeyList: z.object({ items: z.array(apiKeyDto) }),
  CreateApiKey: createApiKeyInput,
  CreatedApiKey: z.extend(apiKeyDto, { key: z.string() }),
  EraseCustomer: eraseCustomerInput,
  ErasedCustomer: z.object({ events: z.int(), withdrawn: z.int(), answers: z.int() }),
  CallCreatedData: EVENT_DATA['call.created'],
  CallAssignedData: EVENT_DATA['call.assigned'],
  CallStartedData: EVENT_DATA['call.started'],
  CallCompletedData: EVENT_DATA['call.completed'],
  CallMissedData: EVENT_DATA['call.missed'],
  CustomerCreatedData: EVENT_DATA['customer.created'],
  PostedEvent: postedEvent,
  PostedEvents: postedEvents,
  AcceptedEvent: acceptedEvent,
  BatchAnswer: batchAnswer,
  Live: z.object({ status: z.literal('ok') }),
  Readiness: z.object({
    ready: z.boolean(),
    database: z.enum(['ok', 'down']),
    migrations: z.enum(['ok', 'behind', 'unknown']),
    worker: z.enum(['ok', 'off', 'stopped', 'waiting']),
  }),
  TestMessageList: z.object({ items: z.array(testMessageDto) }),
  Received: z.object({ received: z.literal(true) }),
  Time: moment,
  Problem: problemBody,
} satisfies Record<string, z.ZodMiniType>;

export type SchemaName = keyof typeof NAMED;

/** What a shape alone does not say. */
const NOTES: Partial<Record<SchemaName, Record<string, unknown>>> = {
  WebhookUrl: {
    format: 'uri',
    description: 'https://, and an address that can be reached from the internet.',
    examples: ['https://crm.example.com/voki'],
  },
  Mask: {
    description:
      'What of customers is masked in the bodies of deliveries that are made from now on. A delivery keeps the mask that it was made with.',
  },
  OwnSecret: { description: '16 to 256 printable ASCII characters.' },
  Time: { format: 'date-time', description: 'ISO 8601; in answers always in UTC.' },
  Attempt: { description: 'Durations in milliseconds. The answer’s body is cut at 16 KiB.' },
  Delivery: {
    description:
      '`next_attempt_at` is when it is due. When that has passed and `being_sent` is false, it waits its turn: see `paused_until` of its webhook’s recovery.',
  },
  DeliveryDetail: { description: '`request_body` is null once retention removed it.' },
  Statistics: { description: 'Tests are in none of the figures. Latencies in milliseconds.' },
  ApiKey: {
    description: '`prefix` is the public beginning of the key; `created_by` is null for an operator.',
  },
  Problem: { description: 'RFC 9457. `errors` names each field at fault; `fault_id` is for support.' },
  PostedEvent: {
    description:
      '`data` is delivered as it was sent, byte for byte; fields that are not named here are passed on. ' +
      'Absent `timestamp`: now.',
  },
};

type JsonSchema = Record<string, unknown>;

function registry() {
  const made = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NAMED)) made.add(schema, { id });
  return made;
}

export const refTo = (name: SchemaName) => ({ $ref: `#/components/schemas/${name}` });

/** A format says it shorter than the expression by which zod checks it. */
function plain({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  if (jsonSchema.format === 'uuid' || jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  // A field that is known only to be refused with more words is none for whoever writes a client.
  const { properties = {} } = jsonSchema as { properties?: Record<string, JsonSchema> };
  for (const [name, { not }] of Object.entries(properties)) if (not !== undefined) delete properties[name];
}

/** `components.schemas` of the description. */
export function namedSchemas(): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(registry(), {
    // As they are written by whoever sends them; answers have no transformation in them.
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
    override: plain,
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $id, $schema, ...schema }]) => [
      name,
      { ...schema, ...NOTES[name as SchemaName] },
    ]),
  );
}

/** One schema for itself, with everything in it. */
export function inlineSchema(schema: z.ZodMiniType): JsonSchema {
  const { $schema, ...json } = z.toJSONSchema(schema, { io: 'input', override: plain });
  return json;
}
