import type * as z from 'zod/mini';
import type { ErrorCode } from '@/lib/errors';
import type { SchemaName } from '@/lib/openapi/named-schemas';
import { deliveryQuery, dropQuery, exportQuery, startResendInput, statsQuery } from '@/lib/webhooks/schemas';

/** Longer than most files, as it is one table: an entry for every operation. */

/** By what a caller is known. */
export type Access = 'manager' | 'supervisor' | 'ingest_key' | 'metrics_token' | 'anyone';

interface Answer {
  description: string;
  /** Without one there is no body. */
  schema?: SchemaName;
  /** Instead of a schema: another kind of body. */
  type?: string;
}

export interface Operation {
  id: string;
  summary: string;
  description?: string;
  tag: 'Webhooks' | 'Deliveries' | 'API keys' | 'Customers' | 'Events' | 'Operations' | 'Sign-in';
  /** The least role or the kind of key. */
  access: Access;
  query?: z.ZodMiniObject;
  body?: { schema: SchemaName; optional?: boolean };
  /** `Idempotency-Key` counts. */
  idempotent?: boolean;
  answers: Record<number, Answer>;
  /** Beside those that follow from access, path, query and body. */
  refusals?: ErrorCode[];
}

export type Method = 'get' | 'post' | 'patch' | 'delete';

const ok = (schema: SchemaName, description = 'Done.'): Record<number, Answer> => ({
  200: { description, schema },
});
const gone: Record<number, Answer> = { 204: { description: 'Done.' } };

/** Every route of app/api (openapi.db.test.ts compares), in the order of the description. */
export const OPERATIONS: Record<string, Partial<Record<Method, Operation>>> = {
  '/api/webhooks': {
    get: {
      id: 'listWebhooks',
      summary: 'Every webhook, the newest first, with its last delivery and the health of 24 hours',
      tag: 'Webhooks',
      access: 'supervisor',
      answers: ok('WebhookList', 'The webhooks.'),
    },
    post: {
      id: 'createWebhook',
      summary: 'Make a webhook',
      description:
        'Without `secret` one is generated. Its secret is in this one answer. With `enabled` false it begins switched off.',
      tag: 'Webhooks',
      access: 'manager',
      body: { schema: 'CreateWebhook' },
      answers: { 201: { description: 'It is there.', schema: 'CreatedWebhook' } },
      refusals: ['conflict'],
    },
  },
  '/api/webhooks/{id}': {
    get: {
      id: 'getWebhook',
      summary: 'One webhook',
      tag: 'Webhooks',
      access: 'supervisor',
      answers: ok('Webhook', 'The webhook.'),
    },
    patch: {
      id: 'updateWebhook',
      summary: 'Change a webhook, or switch it on or off',
      description:
        'What comes while it is off is held until somebody sends or drops it. `id`, `disabled_reason`, `created_at` and `updated_at` may be sent back as they were read and mean nothing. The secret has an address of its own, `secret/rotate`.',
      tag: 'Webhooks',
      access: 'manager',
      body: { schema: 'UpdateWebhook' },
      answers: ok('Webhook', 'The webhook as it is now.'),
    },
    delete: {
      id: 'deleteWebhook',
      summary: 'Delete a webhook',
      tag: 'Webhooks',
      access: 'manager',
      answers: gone,
    },
  },
  '/api/webhooks/{id}/test': {
    post: {
      id: 'testWebhook',
      summary: 'Send a test and wait for its result',
      description: 'Without `event`, the first one that it is subscribed to. A failed test is a 200 too.',
      tag: 'Webhooks',
      access: 'manager',
      body: { schema: 'Test', optional: true },
      answers: ok('DeliveryDetail', 'The attempt has ended, at most after the time limit.'),
    },
  },
  '/api/webhooks/{id}/secret': {
    get: {
      id: 'revealSecret',
      summary: 'The newest secret; each look is in the audit trail',
      tag: 'Webhooks',
      access: 'manager',
      answers: ok('Secret', 'The secret.'),
    },
  },
  '/api/webhooks/{id}/secret/rotate': {
    get: {
      id: 'getRotation',
      summary:
        'Which secret is the newest, whether it is being introduced, and whether the receiver has accepted it',
      tag: 'Webhooks',
      access: 'supervisor',
      answers: ok('Rotation', 'No secret is in it.'),
    },
    post: {
      id: 'rotateSecret',
      summary: 'Give it a new secret',
      description:
        'The old one signs beside it for `overlap_hours` (24 when not given). Meanwhile a receiver that refuses the one (400, 401, 403) is sent the other at once.',
      tag: 'Webhooks',
      access: 'manager',
      body: { schema: 'RotateSecret', optional: true },
      answers: ok('Secret', 'The new secret.'),
      refusals: ['conflict'],
    },
    delete: {
      id: 'cancelRotation',
      summary: 'Forget the new secret and keep the old one',
      description: '409 when there is no rotation, or when the receiver has accepted the new one already.',
      tag: 'Webhooks',
      access: 'manager',
      answers: gone,
      refusals: ['conflict'],
    },
  },
  '/api/webhooks/{id}/stats': {
    get: {
      id: 'webhookStatistics',
      summary: 'Counts, success rate and latency of a window of time',
      tag: 'Webhooks',
      access: 'supervisor',
      query: statsQuery,
      answers: ok('Statistics', 'The figures.'),
    },
  },
  '/api/webhooks/{id}/recovery': {
    get: {
      id: 'getRecovery',
      summary: 'What did not reach its system, and how far sending it again is',
      tag: 'Webhooks',
      access: 'supervisor',
      answers: ok('Recovery', 'Its outage, what is held for it, and the job that sees to it.'),
    },
  },
  '/api/incidents': {
    get: {
      id: 'listIncidents',
      summary: 'The webhooks of which nothing arrives now',
      description:
        'From the third failure in a row until something arrives, or until it is off; snoozed ones are left out.',
      tag: 'Webhooks',
      access: 'supervisor',
      answers: ok('IncidentList', 'The longest first.'),
    },
  },
  '/api/webhooks/{id}/deliveries': {
    get: {
      id: 'listDeliveries',
      summary: 'The history of a webhook, the newest first',
      description:
        '`q` finds a call or customer id, the id of a delivery or event, or a customer’s e-mail. Pass `next_cursor` on as `cursor` for the next page; null: there is none.',
      tag: 'Deliveries',
      access: 'supervisor',
      query: deliveryQuery,
      answers: ok('DeliveryList', 'A page of the history.'),
    },
    delete: {
      id: 'dropHeldDeliveries',
      summary: 'Drop what is held; none of it will be sent',
      tag: 'Deliveries',
      access: 'manager',
      query: dropQuery,
      answers: ok('Count', 'How many were dropped.'),
    },
  },
  '/api/webhooks/{id}/deliveries/export': {
    get: {
      id: 'exportDeliveries',
      summary: 'The history of a webhook as a CSV file, the newest first',
      description:
        'At most 100,000 deliveries. Language and separator follow the person or Accept-Language; times are in the zone that the panel knows of the browser, else UTC.',
      tag: 'Deliveries',
      access: 'supervisor',
      query: exportQuery,
      answers: { 200: { description: 'A file for spreadsheets.', type: 'text/csv' } },
    },
  },
  '/api/webhooks/{id}/resend': {
    get: {
      id: 'countResend',
      summary: 'How many deliveries a resend would take',
      description: 'Without `status`: failures and timeouts. Counted up to 10,000.',
      tag: 'Deliveries',
      access: 'supervisor',
      query: startResendInput,
      answers: ok('DeliveryCount', 'How many, and how many of them are missed calls.'),
    },
    post: {
      id: 'resendDeliveries',
      summary: 'Queue failed or held deliveries again',
      description: 'Without `status`: failures and timeouts.',
      tag: 'Deliveries',
      access: 'manager',
      body: { schema: 'Resend', optional: true },
      answers: ok('Count', 'How many were queued.'),
      refusals: ['conflict'],
    },
  },
  '/api/deliveries/{id}': {
    get: {
      id: 'getDelivery',
      summary: 'One delivery with what was sent and its attempts',
      description: 'Of more than a hundred attempts: those of the schedule, and the newest hundred.',
      tag: 'Deliveries',
      access: 'supervisor',
      answers: ok('DeliveryDetail', 'The delivery.'),
    },
  },
  '/api/deliveries/{id}/resend': {
    post: {
      id: 'resendDelivery',
      summary: 'Send a delivery again and wait for the result',
      tag: 'Deliveries',
      access: 'manager',
      answers: ok('DeliveryDetail', 'The attempt has ended, at most after the time limit.'),
      refusals: ['conflict'],
    },
  },
  '/api/api-keys': {
    get: {
      id: 'listApiKeys',
      summary: 'The keys that open something, the newest first',
      tag: 'API keys',
      access: 'supervisor',
      answers: ok('ApiKeyList', 'The keys.'),
    },
    post: {
      id: 'createApiKey',
      summary: 'Make a key with the rights of a role',
      description: 'The key is in this one answer.',
      tag: 'API keys',
      access: 'manager',
      body: { schema: 'CreateApiKey' },
      answers: { 201: { description: 'The key.', schema: 'CreatedApiKey' } },
      refusals: ['conflict'],
    },
  },
  '/api/api-keys/{id}': {
    delete: {
      id: 'revokeApiKey',
      summary: 'Revoke a key, at once and for good',
      tag: 'API keys',
      access: 'manager',
      answers: gone,
    },
  },
  '/api/customers/erase': {
    post: {
      id: 'eraseCustomer',
      summary: 'Erase what is stored of one customer, found by id or e-mail',
      description:
        'For good: payloads and answers of receivers lose it, and what still waits to be sent is withdrawn. Waits for what is being sent at that moment; after a 503 the same call again does what is left. Open on every plan.',
      tag: 'Customers',
      access: 'manager',
      body: { schema: 'EraseCustomer' },
      answers: ok('ErasedCustomer', 'What was removed.'),
    },
  },
  '/api/test-address': {
    get: {
      id: 'listTestMessages',
      summary: 'What arrived at the organisation’s test address within a day, the newest first',
      tag: 'Webhooks',
      access: 'manager',
      answers: ok('TestMessageList', 'At most 50.'),
    },
  },
  '/api/test-address/{token}': {
    post: {
      id: 'receiveTestMessage',
      summary: 'The built-in receiver: takes what a webhook posts, or anybody who knows the token',
      tag: 'Webhooks',
      access: 'anyone',
      answers: ok('Received', 'It stands on the page of the test address.'),
      refusals: ['not_found', 'rate_limited', 'payload_too_large'],
    },
  },
  '/api/events': {
    post: {
      id: 'postEvent',
      summary: 'For the call system: one event',
      description:
        'At most 256 KiB. `Idempotency-Key` wins over `id`; a repeat with the same body answers the first id.',
      tag: 'Events',
      access: 'ingest_key',
      body: { schema: 'PostedEvent' },
      idempotent: true,
      answers: {
        200: { description: 'A repeat.', schema: 'AcceptedEvent' },
        202: { description: 'The event and its deliveries are committed.', schema: 'AcceptedEvent' },
      },
      refusals: ['forbidden', 'not_found', 'conflict'],
    },
  },
  '/api/events/batch': {
    post: {
      id: 'postEvents',
      summary: 'For the call system: up to 1,000 events',
      description:
        'At most 1 MiB. Each item is answered in order as it would have been alone; a bad one stops no other, so an item of another shape is a result and no refusal of the request. An event without `id` is known again under the same `Idempotency-Key`, wherever in the batch it stands.',
      tag: 'Events',
      access: 'ingest_key',
      body: { schema: 'PostedEvents' },
      idempotent: true,
      answers: ok('BatchAnswer', 'What became of each.'),
    },
  },
  '/api/health/live': {
    get: {
      id: 'live',
      summary: 'Whether the process answers at all',
      tag: 'Operations',
      access: 'anyone',
      answers: ok('Live', 'It does.'),
    },
  },
  '/api/health/ready': {
    get: {
      id: 'ready',
      summary: 'Whether the process can do its work',
      tag: 'Operations',
      access: 'anyone',
      answers: {
        200: { description: 'It can.', schema: 'Readiness' },
        503: { description: 'Send no traffic there.', schema: 'Readiness' },
      },
    },
  },
  '/api/metrics': {
    get: {
      id: 'metrics',
      summary: 'Figures of the process for Prometheus',
      description: '404 where METRICS_TOKEN is not set.',
      tag: 'Operations',
      access: 'metrics_token',
      answers: { 200: { description: 'Prometheus text.', type: 'text/plain' } },
      refusals: ['not_found'],
    },
  },
  '/api/openapi.json': {
    get: {
      id: 'openapi',
      summary: 'This description',
      tag: 'Operations',
      access: 'anyone',
      answers: { 200: { description: 'OpenAPI 3.1.', type: 'application/json' } },
    },
  },
  '/api/auth/csrf': {
    get: {
      id: 'csrf',
      summary: 'The token that signing in and out need, and its cookie',
      tag: 'Sign-in',
      access: 'anyone',
      answers: { 200: { description: '`{"csrfToken"}`', type: 'application/json' } },
    },
  },
  '/api/auth/callback/credentials': {
    post: {
      id: 'signIn',
      summary: 'Sign in by a form of `csrfToken`, `email` and `password`',
      description:
        'A right and a wrong password are answered by a redirect; a session cookie comes only with the right one.',
      tag: 'Sign-in',
      access: 'anyone',
      answers: {
        302: {
          description:
            'With the session’s cookie, or with `error` in the address and, where nobody can sign in right now and Accept names text/html, `code=unavailable`.',
        },
      },
      refusals: ['rate_limited', 'unavailable'],
    },
  },
  '/api/auth/session': {
    get: {
      id: 'session',
      summary: 'Who is signed in; null for nobody',
      tag: 'Sign-in',
      access: 'anyone',
      answers: { 200: { description: '`{"user","expires"}` or null', type: 'application/json' } },
      refusals: ['unavailable'],
    },
  },
  '/api/auth/signout': {
    post: {
      id: 'signOut',
      summary: 'Sign out by a form of `csrfToken`',
      description:
        'The session is over at once, for every copy of its cookie; other sessions of the same person go on. After 503 the cookie is gone, but a copy of it is still good: send the same again.',
      tag: 'Sign-in',
      access: 'anyone',
      answers: { 302: { description: 'The session is over, and its cookie gone.' } },
      refusals: ['unavailable'],
    },
  },
};
