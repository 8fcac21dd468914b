import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as apiKey from '@/app/api/api-keys/[id]/route';
import * as apiKeys from '@/app/api/api-keys/route';
import * as deliveryResend from '@/app/api/deliveries/[id]/resend/route';
import * as delivery from '@/app/api/deliveries/[id]/route';
import * as incidents from '@/app/api/incidents/route';
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
import { createPerson, type Person } from '@/lib/testing/actors';
import { type Call, callRoute } from '@/lib/testing/api';
import { addDelivery } from '@/lib/testing/deliveries';
import type { Right } from '@/lib/webhooks/core/plan';
import { createApiKey, createIngestKey, createWebhook } from '@/prisma/factories';

/** Everything the JSON API of webhooks can be asked; a route that is missing here fails the last test. */
const CALLS: {
  name: string;
  handler: (request: Request, context: { params: Promise<{ id: string }> }) => Promise<Response>;
  /** Whose id the path carries; null: none. */
  of: 'webhook' | 'delivery' | 'api_key' | null;
  right: Right;
  call: Call;
}[] = [
  { name: 'GET incidents', handler: incidents.GET, of: null, right: 'read', call: {} },
  { name: 'GET webhooks', handler: webhooks.GET, of: null, right: 'read', call: {} },
  {
    name: 'POST webhooks',
    handler: webhooks.POST,
    of: null,
    right: 'change',
    call: { method: 'POST', body: { url: 'https://a.example.com/', events: ['call.created'] } },
  },
  { name: 'GET webhooks/[id]', handler: webhook.GET, of: 'webhook', right: 'read', call: {} },
  {
    name: 'PATCH webhooks/[id]',
    handler: webhook.PATCH,
    of: 'webhook',
    right: 'change',
    call: { method: 'PATCH', body: { description: 'x' } },
  },
  {
    name: 'DELETE webhooks/[id]',
    handler: webhook.DELETE,
    of: 'webhook',
    right: 'change',
    call: { method: 'DELETE' },
  },
  {
    name: 'POST webhooks/[id]/test',
    handler: test.POST,
    of: 'webhook',
    right: 'change',
    call: { method: 'POST' },
  },
  { name: 'GET webhooks/[id]/secret', handler: secret.GET, of: 'webhook', right: 'see_secret', call: {} },
  { name: 'GET webhooks/[id]/secret/rotate', handler: rotate.GET, of: 'webhook', right: 'read', call: {} },
  {
    name: 'DELETE webhooks/[id]/secret/rotate',
    handler: rotate.DELETE,
    of: 'webhook',
    right: 'change',
    call: { method: 'DELETE' },
  },
  {
    name: 'POST webhooks/[id]/secret/rotate',
    handler: rotate.POST,
    of: 'webhook',
    right: 'change',
    call: { method: 'POST' },
  },
  { name: 'GET webhooks/[id]/deliveries', handler: history.GET, of: 'webhook', right: 'read', call: {} },
  {
    name: 'DELETE webhooks/[id]/deliveries',
    handler: history.DELETE,
    of: 'webhook',
    right: 'change',
    call: { method: 'DELETE', search: '?status=held' },
  },
  {
    name: 'GET webhooks/[id]/deliveries/export',
    handler: exportFile.GET,
    of: 'webhook',
    right: 'read',
    call: {},
  },
  { name: 'GET webhooks/[id]/stats', handler: stats.GET, of: 'webhook', right: 'read', call: {} },
  { name: 'GET webhooks/[id]/recovery', handler: recovery.GET, of: 'webhook', right: 'read', call: {} },
  { name: 'GET webhooks/[id]/resend', handler: bulkResend.GET, of: 'webhook', right: 'read', call: {} },
  {
    name: 'POST webhooks/[id]/resend',
    handler: bulkResend.POST,
    of: 'webhook',
    right: 'change',
    call: { method: 'POST' },
  },
  { name: 'GET deliveries/[id]', handler: delivery.GET, of: 'delivery', right: 'read', call: {} },
  {
    name: 'POST deliveries/[id]/resend',
    handler: deliveryResend.POST,
    of: 'delivery',
    right: 'change',
    call: { method: 'POST' },
  },
  { name: 'GET api-keys', handler: apiKeys.GET, of: null, right: 'read', call: {} },
  {
    name: 'POST api-keys',
    handler: apiKeys.POST,
    of: null,
    right: 'change',
    call: { method: 'POST', body: { name: 'x', scope: 'supervisor' } },
  },
  {
    name: 'DELETE api-keys/[id]',
    handler: apiKey.DELETE,
    of: 'api_key',
    right: 'change',
    call: { method: 'DELETE' },
  },
];

const problem = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return [response.status, ((await response.json()) as { code: string }).code];
};

describe.each(CALLS)('$name', ({ handler, of, right, call }) => {
  let owner: Person;
  let id: string;
  const ask = (more: Call, as = id) => callRoute(handler, { id: as }, { ...call, ...more });

  beforeAll(async () => {
    owner = await createPerson('manager');
    const made = await createWebhook({ organizationId: owner.organization.id });
    if (of === 'delivery') id = (await addDelivery(made.webhook)).id;
    else if (of === 'api_key') id = (await createApiKey({ organizationId: owner.organization.id })).apiKey.id;
    else id = made.webhook.id;
  });

  it('is 401 for nobody, for a removed person and for an unknown key, whatever cookie is with it', async () => {
    expect(await problem(await ask({}))).toEqual([401, 'unauthenticated']);
    const removed = await createPerson('manager', { organization: owner.organization });
    await prisma().user.update({ where: { id: removed.user.id }, data: { removedAt: new Date() } });
    expect(await problem(await ask({ cookie: removed.cookie }))).toEqual([401, 'unauthenticated']);
    const { key } = await createApiKey({ organizationId: owner.organization.id, revoked: true });
    const never = key.slice(0, -4) + (key.endsWith('AAAA') ? 'BBBB' : 'AAAA');
    const { key: ingest } = await createIngestKey({ organizationId: owner.organization.id });
    for (const shown of [key, never, ingest, 'voki_api_x', ''])
      expect(
        await problem(await ask({ cookie: owner.cookie, headers: { authorization: `Bearer ${shown}` } })),
      ).toEqual([401, 'unauthenticated']);
  });

  it('is 403 for an attendant, and for a supervisor where it is more than reading', async () => {
    const attendant = await createPerson('attendant', { organization: owner.organization });
    expect(await problem(await ask({ cookie: attendant.cookie }))).toEqual([403, 'forbidden']);
    const supervisor = await createPerson('supervisor', { organization: owner.organization });
    const answer = await ask({ cookie: supervisor.cookie });
    if (right === 'read') expect(answer.status).toBe(200);
    else expect(await problem(answer)).toEqual([403, 'forbidden']);
  });

  it('asks a key for the same right as a session, and for no Origin', async () => {
    const { organization } = owner;
    const by = async (scope: 'manager' | 'supervisor', of = organization) => {
      const { key } = await createApiKey({ organizationId: of.id, scope });
      return { origin: null, headers: { authorization: `Bearer ${key}` } };
    };
    const reader = await ask(await by('supervisor'));
    if (right === 'read') expect(reader.status).toBe(200);
    else expect(await problem(reader)).toEqual([403, 'forbidden']);
    // Past every guard: what is left is the id, which is nobody's.
    const answer = await ask(await by('manager'), randomUUID());
    if (of) expect(await problem(answer)).toEqual([404, 'not_found']);
    else expect(answer.ok).toBe(true);
    const stranger = await createPerson('manager');
    if (of)
      expect(await problem(await ask(await by('manager', stranger.organization)))).toEqual([
        404,
        'not_found',
      ]);
  });

  it('is 403 plan_required once the plan has no webhooks, for reading too', async () => {
    const person = await createPerson();
    const mine = await createWebhook({ organizationId: person.organization.id });
    await setPlan({ org: person.organization.id, plan: 'basic' });
    expect(await problem(await ask({ cookie: person.cookie }, mine.webhook.id))).toEqual([
      403,
      'plan_required',
    ]);
    expect(await prisma().webhook.count({ where: { organizationId: person.organization.id } })).toBe(1);
  });

  if (call.method)
    it('is 403 from a foreign page and without an Origin', async () => {
      for (const origin of [null, 'null', 'https://evil.example', 'http://127.0.0.1:3001', ''])
        expect(await problem(await ask({ cookie: owner.cookie, origin }))).toEqual([403, 'forbidden']);
    });

  if (of)
    it('is 404 for a manager of another organisation, for unknown ids and for what is no id', async () => {
      const stranger = await createPerson('manager');
      expect(await problem(await ask({ cookie: stranger.cookie }))).toEqual([404, 'not_found']);
      for (const unknown of [randomUUID(), 'x', '', "' OR 1=1 --", `${id}0`])
        expect(await problem(await ask({ cookie: owner.cookie }, unknown))).toEqual([404, 'not_found']);
    });
});

describe('the table above', () => {
  it('has every route and method of webhooks, deliveries and API keys', () => {
    const folder = join(import.meta.dirname);
    const routes = ['webhooks', 'deliveries', 'api-keys', 'incidents'].flatMap((part) =>
      readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('route.ts'))
        .map((path) => join(part, path)),
    );
    const modules = [
      webhooks,
      webhook,
      test,
      secret,
      rotate,
      history,
      exportFile,
      stats,
      recovery,
      bulkResend,
      delivery,
      deliveryResend,
      apiKeys,
      apiKey,
      incidents,
    ];
    expect(routes).toHaveLength(modules.length);
    const exported = modules
      .flatMap((module) => Object.values(module))
      .filter((handler) => !['refuse', 'options'].includes(handler.name));
    expect(new Set(CALLS.map((call) => call.handler))).toEqual(new Set(exported));
  });
});
