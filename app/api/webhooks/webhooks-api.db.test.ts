import { describe, expect, it } from 'vitest';
import { POST as createApiKey } from '@/app/api/api-keys/route';
import { GET as getDelivery } from '@/app/api/deliveries/[id]/route';
import { GET as getHistory } from '@/app/api/webhooks/[id]/deliveries/route';
import { POST as resend } from '@/app/api/webhooks/[id]/resend/route';
import { DELETE, GET, PATCH } from '@/app/api/webhooks/[id]/route';
import { POST as rotate } from '@/app/api/webhooks/[id]/secret/rotate/route';
import { GET as getSecret } from '@/app/api/webhooks/[id]/secret/route';
import { GET as getStats } from '@/app/api/webhooks/[id]/stats/route';
import { POST as sendTest } from '@/app/api/webhooks/[id]/test/route';
import { POST as create, GET as list } from '@/app/api/webhooks/route';
import { createPerson } from '@/lib/testing/actors';
import { callRoute } from '@/lib/testing/api';
import { addDelivery } from '@/lib/testing/deliveries';
import { webhookDto } from '@/lib/webhooks/dtos';

const input = { url: 'https://crm.example.com/voki', events: ['call.created', 'call.missed'] };

async function made() {
  const person = await createPerson();
  const response = await callRoute(create, {}, { cookie: person.cookie, method: 'POST', body: input });
  const webhook = (await response.json()) as { id: string; secret: string };
  return { ...person, response, webhook, params: { id: webhook.id } };
}

describe('the JSON API of webhooks', () => {
  it('creates with 201 and the secret in that one answer', async () => {
    const { response, webhook, cookie, params } = await made();
    expect(response.status).toBe(201);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(webhook).toMatchObject({ ...input, description: '', enabled: true, disabled_reason: null });
    expect(webhook.secret).toMatch(/^whsec_/);
    const again = await callRoute(GET, params, { cookie });
    const { secret, ...rest } = webhook;
    expect(await again.json()).toEqual(rest);
    expect(Object.keys(rest).sort()).toEqual(Object.keys(webhookDto.def.shape).sort());
    expect(await (await callRoute(list, {}, { cookie })).json()).toEqual({
      items: [
        {
          ...rest,
          last_delivery: null,
          health_24h: { succeeded: 0, ended: 0, hours: Array(24).fill({ succeeded: 0, failed: 0 }) },
        },
      ],
    });
  });

  it('names every wrong field with its path', async () => {
    const { cookie } = await createPerson();
    const response = await callRoute(
      create,
      {},
      {
        cookie,
        method: 'POST',
        body: { url: 'http://crm.example.com', events: ['call.created', 'x'] },
      },
    );
    expect(response.status).toBe(422);
    expect(((await response.json()) as { errors: { path: string }[] }).errors).toEqual([
      { path: 'url', message: 'The URL must start with https://' },
      { path: 'events.1', message: 'This event does not exist' },
    ]);
    // What only the server can judge is told on the same path.
    const unreachable = await callRoute(
      create,
      {},
      { cookie, method: 'POST', body: { ...input, url: 'https://10.0.0.1/voki' } },
    );
    expect(await unreachable.json()).toMatchObject({
      status: 422,
      errors: [{ path: 'url', message: 'This address cannot be reached from the internet' }],
    });
  });

  it.each([
    [{ description: 'a\u0000b' }, 'description'],
    [{ description: '\ud800' }, 'description'],
    [{ url: 'http://127.0.0.1:9099\\@example.com/' }, 'url'],
    [{ url: 'https://crm.example.com/a\u0000b' }, 'url'],
  ])('refuses what cannot be stored or would be read as another address: %j', async (change, path) => {
    const { cookie } = await createPerson();
    const response = await callRoute(create, {}, { cookie, method: 'POST', body: { ...input, ...change } });
    expect(await response.json()).toMatchObject({ status: 422, errors: [{ path }] });
  });

  it('tells malformed bodies apart', async () => {
    const { cookie } = await createPerson();
    const send = async (body: string, type: string) => {
      const request = new Request('http://127.0.0.1:3000/api/webhooks', {
        method: 'POST',
        headers: { cookie, origin: 'http://127.0.0.1:3000', 'content-type': type },
        body,
      });
      return (await create(request, { params: Promise.resolve({}) })).status;
    };
    expect(await send('{', 'application/json')).toBe(400);
    expect(await send('url=x', 'application/x-www-form-urlencoded')).toBe(415);
    expect(await send(JSON.stringify({ description: 'x'.repeat(70_000) }), 'application/json')).toBe(413);
    expect(await send('[]', 'application/json')).toBe(422);
  });

  it('changes, deletes, and then knows it no more', async () => {
    const { cookie, params } = await made();
    const patched = await callRoute(PATCH, params, { cookie, method: 'PATCH', body: { enabled: false } });
    expect(await patched.json()).toMatchObject({ enabled: false, disabled_reason: 'manual' });
    expect((await callRoute(DELETE, params, { cookie, method: 'DELETE' })).status).toBe(204);
    for (const handler of [GET, getSecret, getHistory, getStats])
      expect((await callRoute(handler, params, { cookie })).status).toBe(404);
  });

  it('begins switched off where that is asked for', async () => {
    const { cookie } = await createPerson();
    const make = (enabled: unknown) =>
      callRoute(create, {}, { cookie, method: 'POST', body: { ...input, enabled } });
    expect(await (await make(false)).json()).toMatchObject({ enabled: false, disabled_reason: 'manual' });
    expect(await (await make(true)).json()).toMatchObject({ enabled: true, disabled_reason: null });
    expect(await (await make('no')).json()).toMatchObject({ status: 422, errors: [{ path: 'enabled' }] });
  });

  it('says where a secret is changed, and of which fields there are none', async () => {
    const { cookie, params, webhook } = await made();
    const patch = async (body: object) =>
      (await callRoute(PATCH, params, { cookie, method: 'PATCH', body })).json();
    expect(await patch({ description: 'CRM', secret: 'a secret of one’s own' })).toMatchObject({
      status: 422,
      errors: [{ path: 'secret', message: expect.stringContaining('secret/rotate') }],
    });
    expect(await patch({ description: 'CRM', enable: false })).toMatchObject({
      status: 422,
      errors: [{ path: 'enable', message: expect.stringContaining('does not exist here') }],
    });
    const { secret: _, ...stored } = webhook;
    expect(await (await callRoute(GET, params, { cookie })).json()).toEqual(stored);
    for (const [handler, body] of [
      [create, { ...input, name: 'CRM' }],
      [rotate, { overlap_hour: 0 }],
      [sendTest, { events: 'call.missed' }],
      [createApiKey, { name: 'script', scope: 'manager', expires_at: '2027-01-01' }],
    ] as const) {
      const response = await callRoute(handler, params, { cookie, method: 'POST', body });
      const name = Object.keys(body).at(-1);
      expect(await response.json()).toMatchObject({ status: 422, errors: [{ path: name }] });
    }
    expect(await (await callRoute(getSecret, params, { cookie })).json()).toMatchObject({
      previous_expires_at: null,
    });
  });

  it('takes a webhook back as it was read, with what is to be changed in it', async () => {
    const { cookie, params } = await made();
    const read = await (await callRoute(GET, params, { cookie })).json();
    const body = { ...read, description: 'CRM', id: 'another', created_at: null };
    const changed = await callRoute(PATCH, params, { cookie, method: 'PATCH', body });
    expect(changed.status).toBe(200);
    expect(await changed.json()).toEqual({ ...read, description: 'CRM', updated_at: expect.any(String) });
    const nothing = { cookie, method: 'PATCH', body: { id: params.id, updated_at: null } };
    expect((await callRoute(PATCH, params, nothing)).status).toBe(422);
  });

  it('takes what is to be masked, and nothing where it is not told', async () => {
    const { cookie, params, webhook } = await made();
    expect(webhook).toMatchObject({ mask: [] });
    const masked = { ...input, mask: ['phone', 'name'] };
    const created = await callRoute(create, {}, { cookie, method: 'POST', body: masked });
    expect(await created.json()).toMatchObject({ mask: ['name', 'phone'] });
    const patch = async (body: object) =>
      (await callRoute(PATCH, params, { cookie, method: 'PATCH', body })).json();
    expect(await patch({ mask: ['email'] })).toMatchObject({ ...input, mask: ['email'] });
    expect(await patch({ description: 'CRM' })).toMatchObject({ mask: ['email'] });
    for (const mask of ['email', ['name', 'name'], ['cpf'], [1], null, {}])
      expect(await patch({ mask }), JSON.stringify(mask)).toMatchObject({
        status: 422,
        errors: [
          { path: expect.stringMatching(/^mask/), message: 'List name, email and phone, each once at most' },
        ],
      });
    expect(await patch({ mask: [] })).toMatchObject({ mask: [] });
  });

  it('reveals and rotates the secret, kept by no cache', async () => {
    const { cookie, params, webhook } = await made();
    const revealed = await callRoute(getSecret, params, { cookie });
    expect(revealed.headers.get('cache-control')).toBe('no-store');
    expect(await revealed.json()).toEqual({ secret: webhook.secret, previous_expires_at: null });
    const rotated = await callRoute(rotate, params, { cookie, method: 'POST' });
    expect(rotated.headers.get('cache-control')).toBe('no-store');
    const body = await rotated.json();
    expect(body).toEqual({
      secret: expect.stringMatching(/^whsec_/),
      previous_expires_at: expect.any(String),
    });
    expect(await (await callRoute(getSecret, params, { cookie })).json()).toEqual(body);
    const wrong = await callRoute(rotate, params, { cookie, method: 'POST', body: { overlap_hours: 1.5 } });
    expect(await wrong.json()).toMatchObject({ status: 422, errors: [{ path: 'overlap_hours' }] });
  });

  it('serves history, statistics and one delivery', async () => {
    const { cookie, params, organization } = await made();
    const delivery = await addDelivery({ id: params.id, organizationId: organization.id });
    const page = await callRoute(getHistory, params, { cookie, search: '?limit=1&status=success' });
    expect(await page.json()).toMatchObject({ items: [{ id: delivery.id }], next_cursor: null });
    const bad = await callRoute(getHistory, params, { cookie, search: '?cursor=abc' });
    expect(await bad.json()).toMatchObject({ status: 422, errors: [{ path: 'cursor' }] });
    const stats = await callRoute(getStats, params, { cookie });
    expect(await stats.json()).toMatchObject({ window: '24h', total: 1, success_rate: 1 });
    expect((await callRoute(getStats, params, { cookie, search: '?window=1y' })).status).toBe(422);
    const nowhere = await callRoute(getStats, params, { cookie, search: '?time_zone=%2B03' });
    expect(await nowhere.json()).toMatchObject({ status: 422, errors: [{ path: 'time_zone' }] });
    // A limit that is misspelt would send more than was asked for.
    const misspelt = { cookie, method: 'POST', body: { stauts: 'held', untill: '2026-01-01T00:00:00Z' } };
    expect(await (await callRoute(resend, params, misspelt)).json()).toMatchObject({
      status: 422,
      errors: [
        { path: 'stauts', message: expect.stringContaining('does not exist here') },
        { path: 'untill' },
      ],
    });
    const one = await callRoute(getDelivery, { id: delivery.id }, { cookie });
    expect(await one.json()).toMatchObject({
      id: delivery.id,
      attempts: [],
      request_body: expect.any(String),
    });
  });
});
