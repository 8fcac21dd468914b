import { type ErrorCode, STATUS_OF_CODE } from '@/lib/errors';
import errorsEn from '@/lib/i18n/messages/en/errors.json';
import eventsEn from '@/lib/i18n/messages/en/events.json';
import { sentEvent } from '@/lib/openapi/intake-schemas';
import { inlineSchema, namedSchemas, refTo } from '@/lib/openapi/named-schemas';
import { type Access, type Method, OPERATIONS, type Operation } from '@/lib/openapi/operations';
import {
  EVENT_CATALOGUE,
  EVENT_NAMES,
  type EventName,
  EXAMPLE_TIMESTAMP,
} from '@/lib/webhooks/core/event-catalogue';

type Json = Record<string, unknown>;

const INTRODUCTION = `Manage webhooks, read and resend deliveries, and post events.

Customers’ scripts send an API key (Settings > API keys) as \`Authorization: Bearer …\`, with the rights of the role it was made with; the panel’s pages send their session cookie, and with a change an Origin that is the panel’s. Errors are RFC 9457 problems in the language of Accept-Language (en, pt-BR). Names are snake_case, times ISO 8601 in UTC. An id of another organisation is 404. A field that a body does not have here is refused with 422, but in posted events: what is not named of those is passed on or means nothing. So does a query parameter that is not named here; one that is, may be given once.`;

/** What any operation can answer. */
const ALWAYS: ErrorCode[] = ['unavailable'];
const BY_ACCESS: Record<Access, ErrorCode[]> = {
  manager: ['unauthenticated', 'rate_limited', 'forbidden', 'plan_required', ...ALWAYS],
  supervisor: ['unauthenticated', 'rate_limited', 'forbidden', 'plan_required', ...ALWAYS],
  ingest_key: ['unauthenticated', 'rate_limited', ...ALWAYS],
  metrics_token: ['unauthenticated'],
  anyone: [],
};
const SECURITY: Record<Access, Json[]> = {
  manager: [{ apiKey: [] }, { session: [] }],
  supervisor: [{ apiKey: [] }, { session: [] }],
  ingest_key: [{ ingestKey: [] }],
  metrics_token: [{ metricsToken: [] }],
  anyone: [],
};

function refusalsOf(path: string, operation: Operation): ErrorCode[] {
  return [
    ...BY_ACCESS[operation.access],
    ...(path.includes('{id}') ? (['not_found'] as const) : []),
    ...(operation.query ? (['invalid'] as const) : []),
    ...(operation.body
      ? (['bad_request', 'payload_too_large', 'unsupported_media_type', 'invalid'] as const)
      : []),
    ...(operation.refusals ?? []),
  ];
}

const nameOf = (status: number) => `Problem${status}`;

/** One response for each status that a problem can have, shared by all operations. */
function problemResponses(): Json {
  const statuses = new Map<number, string[]>([[500, [errorsEn.titles.fault]]]);
  for (const [code, status] of Object.entries(STATUS_OF_CODE) as [ErrorCode, number][])
    statuses.set(status, [...(statuses.get(status) ?? []), `\`${code}\`: ${errorsEn.titles[code]}`]);
  const header = (description: string, type: string) => ({ description, schema: { type } });
  return Object.fromEntries(
    [...statuses].map(([status, codes]) => [
      nameOf(status),
      {
        description: codes.join('; '),
        content: { 'application/problem+json': { schema: refTo('Problem') } },
        ...(status === 401 && { headers: { 'WWW-Authenticate': header('How to be known.', 'string') } }),
        ...((status === 429 || status === 503) && {
          headers: { 'Retry-After': header('Seconds until another try.', 'integer') },
        }),
      },
    ]),
  );
}

function responsesOf(path: string, operation: Operation): Json {
  const answers = Object.entries(operation.answers).map(([status, { description, schema, type }]) => {
    const content = schema
      ? { 'application/json': { schema: refTo(schema) } }
      : type && { [type]: { schema: type === 'application/json' ? {} : { type: 'string' } } };
    return [status, { description, ...(content && { content }) }] as const;
  });
  const statuses = new Set(refusalsOf(path, operation).map((code) => STATUS_OF_CODE[code]));
  // A fault of ours can be anywhere that does something.
  if (operation.access !== 'anyone') statuses.add(500);
  const refusals = [...statuses].map(
    (status) => [String(status), { $ref: `#/components/responses/${nameOf(status)}` }] as const,
  );
  return Object.fromEntries([...refusals, ...answers]);
}

function parametersOf(path: string, { query, idempotent }: Operation): Json[] {
  const { properties = {}, required = [] } = (query ? inlineSchema(query) : {}) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string', ...(name === 'id' && { format: 'uuid' }) },
    })),
    ...Object.entries(properties).map(([name, schema]) => ({
      name,
      in: 'query',
      required: required.includes(name) && !('default' in schema),
      schema,
    })),
    ...(idempotent
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: false,
            schema: { type: 'string', minLength: 1, maxLength: 255 },
          },
        ]
      : []),
  ];
}

function describe(path: string, operation: Operation): Json {
  const { id, summary, description, tag, access, body } = operation;
  const parameters = parametersOf(path, operation);
  const needs = access === 'manager' || access === 'supervisor' ? `Needs the rights of a ${access}.` : '';
  const text = [description, needs].filter(Boolean).join(' ');
  return {
    operationId: id,
    summary,
    ...(text && { description: text }),
    tags: [tag],
    security: SECURITY[access],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: !body.optional,
        content: { 'application/json': { schema: refTo(body.schema) } },
      },
    }),
    responses: responsesOf(path, operation),
  };
}

const DELIVERY_HEADERS: Record<string, string> = {
  'X-Voki-Signature': '`sha256=` and the hex HMAC-SHA256 of the body’s bytes, keyed with the secret.',
  'X-Voki-Event': 'The event’s name.',
  'X-Voki-Delivery': 'The delivery’s id, the same on every attempt.',
  'X-Voki-Attempt': '1, 2, …',
  'webhook-id': 'Standard Webhooks: as X-Voki-Delivery.',
  'webhook-timestamp': 'Standard Webhooks: seconds since 1970.',
  'webhook-signature': 'Standard Webhooks: signatures with the same secret.',
};

/** The other direction: what Voki posts to a webhook's URL. */
function sentWebhook(event: EventName): Json {
  const { messageKey, example } = EVENT_CATALOGUE[event];
  return {
    post: {
      operationId: messageKey,
      summary: eventsEn[messageKey].name,
      description: `${eventsEn[messageKey].fires}.`,
      tags: ['What receivers get'],
      security: [],
      parameters: Object.entries(DELIVERY_HEADERS).map(([name, description]) => ({
        name,
        in: 'header',
        required: true,
        description,
        schema: { type: 'string' },
      })),
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: inlineSchema(sentEvent(event)),
            example: { event, timestamp: EXAMPLE_TIMESTAMP, data: example },
          },
        },
      },
      responses: {
        '2XX': { description: 'Delivered.' },
        default: { description: 'Not delivered; it is tried again. 410 switches the webhook off.' },
      },
    },
  };
}

/**
 * The description of every route of app/api and of what receivers get, as OpenAPI 3.1.
 * @param sessionCookie its name, which depends on whether the panel is reached by https
 */
export function openApiDocument(sessionCookie: string) {
  const paths = Object.entries(OPERATIONS).map(([path, methods]) => [
    path,
    Object.fromEntries(
      (Object.entries(methods) as [Method, Operation][]).map(([method, operation]) => [
        method,
        describe(path, operation),
      ]),
    ),
  ]);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Voki Webhooks',
      version: '1.0.0',
      description: INTRODUCTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(paths) as Record<string, Record<Method, Json>>,
    webhooks: Object.fromEntries(EVENT_NAMES.map((event) => [event, sentWebhook(event)])),
    components: {
      schemas: namedSchemas(),
      responses: problemResponses(),
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, `voki_api_…`.' },
        session: { type: 'apiKey', in: 'cookie', name: sessionCookie },
        ingestKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'A key of the call system, `voki_ingest_…`.',
        },
        metricsToken: { type: 'http', scheme: 'bearer', description: 'METRICS_TOKEN of the process.' },
      },
    },
  };
}
