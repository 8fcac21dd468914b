import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as apiKey from '@/app/api/api-keys/[id]/route';
import * as apiKeys from '@/app/api/api-keys/route';
import * as erase from '@/app/api/customers/erase/route';
import * as deliveryResend from '@/app/api/deliveries/[id]/resend/route';
import * as delivery from '@/app/api/deliveries/[id]/route';
import * as batch from '@/app/api/events/batch/route';
import * as events from '@/app/api/events/route';
import * as live from '@/app/api/health/live/route';
import * as ready from '@/app/api/health/ready/route';
import * as incidents from '@/app/api/incidents/route';
import * as metrics from '@/app/api/metrics/route';
import * as openapi from '@/app/api/openapi.json/route';
import * as receiverOfTests from '@/app/api/test-address/[token]/route';
import * as testMessages from '@/app/api/test-address/route';
import * as exportFile from '@/app/api/webhooks/[id]/deliveries/export/route';
import * as history from '@/app/api/webhooks/[id]/deliveries/route';
import * as recovery from '@/app/api/webhooks/[id]/recovery/route';
import * as bulkResend from '@/app/api/webhooks/[id]/resend/route';
import * as webhook from '@/app/api/webhooks/[id]/route';
import * as rotate from '@/app/api/webhooks/[id]/secret/rotate/route';
import * as secret from '@/app/api/webhooks/[id]/secret/route';
import * as stats from '@/app/api/webhooks/[id]/stats/route';
import * as test from '@/app/api/webhooks/[id]/test/route';
import * as webhooks from '@/app/api/webhooks/route';
import { setPlan } from '@/lib/auth/services/set-plan';
import { prisma } from '@/lib/db';
import { allowOf } from '@/lib/http/methods';
import { openApiDocument } from '@/lib/openapi/document';
import { createPerson, type Person } from '@/lib/testing/actors';
import { type Call, callRoute } from '@/lib/testing/api';
import { addDelivery } from '@/lib/testing/deliveries';
import { expectDescribed } from '@/lib/testing/described';
import { newEvent, storedDeliveries } from '@/lib/testing/engines';
import { always, type Receiver, startReceiver } from '@/lib/testing/receiver';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import { engine } from '@/lib/webhooks/engine/engine';
import { openTestAddress } from '@/lib/webhooks/services/open-test-address';
import { startResend } from '@/lib/webhooks/services/start-job';
import { createApiKey, createIngestKey, createWebhook } from '@/prisma/factories';

type Handler = (
  request: Request,
  context: { params: Promise<{ id: string; token: string }> },
) => Promise<Response> | Response;

const NO_PARAMS = { params: Promise.resolve({ id: '', token: '' }) };

describe('the description of the API', () => {
  it('is OpenAPI 3.1 and is served', async () => {
    const served = await openapi.GET().json();
    expect(served).toEqual(JSON.parse(JSON.stringify(openApiDocument('authjs.session-token'))));
    const validator = new Validator();
    expect(await validator.validate(structuredClone(served))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    // The validator itself finds what is wrong.
    const { responses: _, ...broken } = served.paths['/api/webhooks'].get;
    const wrong = { ...served, paths: { '/x': { get: { ...broken, parameters: [{ name: 'a' }] } } } };
    expect((await new Validator().validate(wrong)).valid).toBe(false);
  });

  it('names no field that is refused, and none that would be added', () => {
    const { UpdateWebhook, CreateWebhook } = openApiDocument('authjs.session-token').components.schemas;
    const changes = ['url', 'events', 'mask', 'description', 'enabled'];
    expect(Object.keys(UpdateWebhook?.properties ?? {})).toEqual(changes);
    for (const schema of [UpdateWebhook, CreateWebhook])
      expect(schema).toMatchObject({ additionalProperties: false });
  });

  it('has every route and method of app/api, and no other', async () => {
    const folder = join(import.meta.dirname, '..');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('route.ts'),
    );
    const found = new Set<string>();
    for (const file of files) {
      const path = `/api/${dirname(file)}`.replace(/\[(\w+)\]/, '{$1}');
      // next-auth's own, of which scripts need some; and whatever is no route.
      if (path.includes('...')) continue;
      const module = (await import(join(folder, file))) as Record<string, Handler | undefined>;
      const own = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter(
        (method) => module[method] && module[method].name !== 'refuse',
      );
      for (const method of own) found.add(`${method} ${path}`);
      const options = await module.OPTIONS?.(new Request('http://x', { method: 'OPTIONS' }), NO_PARAMS);
      expect(options?.headers.get('allow'), path).toBe(allowOf(own));
    }
    expect(found.size).toBeGreaterThan(18);
    const described = Object.entries(openApiDocument('authjs.session-token').paths)
      .filter(([path]) => !path.startsWith('/api/auth/'))
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
    expect(new Set(described)).toEqual(found);
  });
});

describe('real answers fit the description', () => {
  let person: Person;
  let receiver: Receiver;
  let webhookId: string;
  let deliveryId: string;
  const seen = new Set<string>();

  beforeAll(async () => {
    receiver = await startReceiver(always(500, { 'content-type': 'text/plain' }, 'no'));
    person = await createPerson();
    const made = await createWebhook({ organizationId: person.organization.id, url: receiver.url });
    webhookId = made.webhook.id;
    await addDelivery(made.webhook);
    await engine().publish(newEvent(person.organization.id));
    deliveryId = (await storedDeliveries(person.organization.id)).at(-1)?.id ?? '';
  });
  afterAll(async () => {
    await engine().stop();
    await receiver.close();
  });

  /** Calls a route and holds the answer against the description. */
  async function ask(
    handler: Handler,
    path: string,
    expected: number,
    call: Call & { id?: string; token?: string } = {},
  ): Promise<Record<string, unknown> | null> {
    const { id = path.startsWith('/api/deliveries') ? deliveryId : webhookId, token = '', ...rest } = call;
    const answer = await callRoute(
      async (request, context) => handler(request, context),
      { id, token },
      { cookie: person.cookie, ...rest },
    );
    expect(answer.status, `${rest.method ?? 'GET'} ${path}`).toBe(expected);
    seen.add(`${rest.method ?? 'GET'} ${path}`);
    return expectDescribed(rest.method ?? 'GET', path, answer);
  }

  it('of webhooks', async () => {
    const body = { url: receiver.url, events: ['call.missed'], secret: 'a secret of sixteen' };
    await ask(webhooks.GET, '/api/webhooks', 200);
    const made = await ask(webhooks.POST, '/api/webhooks', 201, { method: 'POST', body });
    const id = String(made?.id);
    await ask(webhook.GET, '/api/webhooks/{id}', 200, { id });
    await ask(webhook.PATCH, '/api/webhooks/{id}', 200, { id, method: 'PATCH', body: { enabled: false } });
    await ask(bulkResend.POST, '/api/webhooks/{id}/resend', 409, { id, method: 'POST' });
    await ask(webhook.DELETE, '/api/webhooks/{id}', 204, { id, method: 'DELETE' });
    await ask(secret.GET, '/api/webhooks/{id}/secret', 200);
    await ask(rotate.POST, '/api/webhooks/{id}/secret/rotate', 200, { method: 'POST' });
    const rotation = await ask(rotate.GET, '/api/webhooks/{id}/secret/rotate', 200);
    expect(rotation).toEqual({
      secret_id: expect.any(String),
      previous_expires_at: expect.any(String),
      new_leads: false,
    });
    await ask(rotate.DELETE, '/api/webhooks/{id}/secret/rotate', 204, { method: 'DELETE' });
    await ask(rotate.DELETE, '/api/webhooks/{id}/secret/rotate', 409, { method: 'DELETE' });
    await ask(secret.GET, '/api/webhooks/{id}/secret', 200);
    for (const window of ['24h', '7d', '30d'])
      await ask(stats.GET, '/api/webhooks/{id}/stats', 200, { search: `?window=${window}` });
  });

  it('of deliveries', async () => {
    await ask(test.POST, '/api/webhooks/{id}/test', 200, { method: 'POST', body: { event: 'call.missed' } });
    await ask(deliveryResend.POST, '/api/deliveries/{id}/resend', 200, { method: 'POST' });
    const tried = await ask(delivery.GET, '/api/deliveries/{id}', 200);
    expect(tried?.attempts).toMatchObject([{ outcome: 'failure', status_code: 500, response_body: 'no' }]);
    const page = await ask(history.GET, '/api/webhooks/{id}/deliveries', 200, { search: '?limit=1' });
    expect(page?.next_cursor).toEqual(expect.any(String));
    await ask(history.DELETE, '/api/webhooks/{id}/deliveries', 200, {
      method: 'DELETE',
      search: '?status=held',
    });
    await ask(exportFile.GET, '/api/webhooks/{id}/deliveries/export', 200, { search: '?test=false' });
    await ask(exportFile.GET, '/api/webhooks/{id}/deliveries/export', 422, { search: '?test=perhaps' });
    const counted = await ask(bulkResend.GET, '/api/webhooks/{id}/resend', 200, {
      search: '?status=failure',
    });
    expect(counted?.count).toBeGreaterThan(0);
    await ask(bulkResend.POST, '/api/webhooks/{id}/resend', 200, { method: 'POST' });
    await ask(webhooks.GET, '/api/webhooks', 200);
  });

  it('of what is failing', async () => {
    const { organizationId } = person.actor;
    // Opened by the engine in time; here there is one of each.
    const startedAt = new Date(Date.now() - 60_000);
    const of = { organizationId, webhookId };
    await prisma().webhookIncident.create({ data: { id: randomUUID(), ...of, startedAt } });
    await startResend(person.actor, webhookId, {});
    const found = await ask(recovery.GET, '/api/webhooks/{id}/recovery', 200);
    expect(found).toMatchObject({ outage: { ended_at: null }, job: { kind: 'resend', state: 'running' } });
    expect(await ask(incidents.GET, '/api/incidents', 200)).toMatchObject({
      items: [{ webhook_id: webhookId }],
    });
  });

  it('of the test address', async () => {
    const { url } = await openTestAddress(person.actor);
    const token = url.split('/').at(-1) ?? '';
    const arrival = { method: 'POST', body: { x: 1 }, cookie: '', origin: null, token };
    await ask(receiverOfTests.POST, '/api/test-address/{token}', 200, arrival);
    await ask(receiverOfTests.POST, '/api/test-address/{token}', 404, { ...arrival, token: 'x' });
    const { items } = (await ask(testMessages.GET, '/api/test-address', 200)) as { items: unknown[] };
    expect(items).toHaveLength(1);
  });

  it('of customers', async () => {
    const body = { email: 'nobody@example.com' };
    await ask(erase.POST, '/api/customers/erase', 200, { method: 'POST', body });
    await ask(erase.POST, '/api/customers/erase', 422, { method: 'POST', body: {} });
  });

  it('of API keys', async () => {
    const body = { name: 'Nightly report', scope: 'supervisor' };
    const made = await ask(apiKeys.POST, '/api/api-keys', 201, { method: 'POST', body });
    await ask(apiKeys.GET, '/api/api-keys', 200);
    await ask(apiKey.DELETE, '/api/api-keys/{id}', 204, { method: 'DELETE', id: String(made?.id) });
  });

  it('of the intake', async () => {
    const { key } = await createIngestKey({ organizationId: person.organization.id });
    const headers = { authorization: `Bearer ${key}`, 'idempotency-key': 'k-1' };
    const event = (change = {}) => ({
      organization_id: person.organization.id,
      event: 'call.missed',
      data: EVENT_CATALOGUE['call.missed'].example,
      ...change,
    });
    const post = (expected: number, body: unknown, more = {}) =>
      ask(events.POST, '/api/events', expected, {
        method: 'POST',
        body,
        headers: { ...headers, ...more },
      });
    await post(202, event());
    await post(200, event());
    await post(409, event({ data: { ...EVENT_CATALOGUE['call.missed'].example, id: 'another' } }));
    await post(422, event({ event: 'call.nothing', timestamp: 'yesterday' }));
    await post(401, event(), { authorization: 'Bearer x' });
    await post(403, event({ organization_id: randomUUID() }));
    await post(415, event(), { 'content-type': 'text/plain' });
    await post(413, event({ data: { id: 'x'.repeat(300_000) } }));
    const items = [event({ id: 'k-2' }), event({ id: 'k-2' }), event({ data: null }), { event: 1 }];
    const answer = await ask(batch.POST, '/api/events/batch', 200, {
      method: 'POST',
      headers,
      body: { events: items },
    });
    expect(((answer?.results ?? []) as { status: number }[]).map(({ status }) => status).sort()).toEqual([
      200, 202, 422, 422,
    ]);
    await ask(batch.POST, '/api/events/batch', 422, { method: 'POST', headers, body: { events: [] } });
  });

  it('of the process', async () => {
    await ask(live.GET, '/api/health/live', 200);
    await ask(openapi.GET, '/api/openapi.json', 200);
    // It has no METRICS_TOKEN; answer-metrics.db.test.ts has one.
    await ask(metrics.GET, '/api/metrics', 404);
    // This process has no worker.
    await ask(ready.GET, '/api/health/ready', 503);
  });

  it('when they refuse', async () => {
    await ask(webhooks.GET, '/api/webhooks', 401, { cookie: '' });
    const { key } = await createApiKey({ organizationId: person.organization.id, scope: 'supervisor' });
    const reader = { cookie: '', origin: null, headers: { authorization: `Bearer ${key}` } };
    await ask(secret.GET, '/api/webhooks/{id}/secret', 403, reader);
    await ask(webhook.GET, '/api/webhooks/{id}', 404, { id: randomUUID() });
    await ask(history.GET, '/api/webhooks/{id}/deliveries', 422, { search: '?limit=0&status=x' });
    const post = (expected: number, call: Call) =>
      ask(webhooks.POST, '/api/webhooks', expected, { method: 'POST', ...call });
    await post(422, { body: { url: 'http://x.example', events: [] } });
    await post(415, { body: {}, headers: { 'content-type': 'text/plain' } });
    await post(413, { body: { description: 'x'.repeat(70_000) } });
    await post(403, { body: {}, origin: 'https://evil.example' });
    const broken = new Request('http://127.0.0.1:3000/api/webhooks', {
      method: 'POST',
      headers: { cookie: person.cookie, origin: 'http://127.0.0.1:3000', 'content-type': 'application/json' },
      body: '{',
    });
    const answer = await webhooks.POST(broken, { params: Promise.resolve({}) });
    expect(answer.status).toBe(400);
    await expectDescribed('POST', '/api/webhooks', answer);
    const other = await createPerson();
    await setPlan({ org: other.organization.id, plan: 'basic' });
    await ask(webhooks.GET, '/api/webhooks', 403, { cookie: other.cookie });
  });

  it('for every operation', () => {
    const described = Object.entries(openApiDocument('authjs.session-token').paths)
      .filter(([path]) => !path.startsWith('/api/auth/'))
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
    expect([...seen].sort()).toEqual(described.sort());
  });
});
