import { describe, expect, it } from 'vitest';
import * as apiKey from '@/app/api/api-keys/[id]/route';
import * as apiKeys from '@/app/api/api-keys/route';
import * as webhooks from '@/app/api/webhooks/route';
import type { ApiKeyDto } from '@/lib/auth/schemas';
import { prisma } from '@/lib/db';
import { createPerson, type Person } from '@/lib/testing/actors';
import { callRoute } from '@/lib/testing/api';

const post = (person: Person, body: unknown) =>
  callRoute(apiKeys.POST, {}, { cookie: person.cookie, method: 'POST', body });
const revoke = (person: Person, id: string) =>
  callRoute(apiKey.DELETE, { id }, { cookie: person.cookie, method: 'DELETE' });
const withKey = (key: string) => ({ origin: null, headers: { authorization: `Bearer ${key}` } });

async function list(person: Person): Promise<ApiKeyDto[]> {
  const answer = await callRoute(apiKeys.GET, {}, { cookie: person.cookie });
  return ((await answer.json()) as { items: ApiKeyDto[] }).items;
}

async function made(person: Person, scope = 'manager') {
  const answer = await post(person, { name: '  Nightly report ', scope });
  expect(answer.status).toBe(201);
  return (await answer.json()) as ApiKeyDto & { key: string };
}

describe('API keys', () => {
  it('are told once, and listed without the key', async () => {
    const person = await createPerson();
    const { key, ...told } = await made(person);
    expect(key).toMatch(/^voki_api_[\w-]{8}\.[\w-]{43}$/);
    expect(key.startsWith(`${told.prefix}.`)).toBe(true);
    expect(told).toEqual({
      id: expect.any(String),
      name: 'Nightly report',
      prefix: told.prefix,
      scope: 'manager',
      created_by: person.user.name,
      created_at: expect.any(String),
      last_used_at: null,
    });
    expect(await list(person)).toEqual([told]);
    const stored = await prisma().apiKey.findUniqueOrThrow({ where: { id: told.id } });
    expect(JSON.stringify(stored)).not.toContain(key.slice(-43));
  });

  it('name each wrong field', async () => {
    const person = await createPerson();
    const answer = await post(person, { name: ' ', scope: 'attendant' });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ path: 'name' }, { path: 'scope' }] });
  });

  it('note when they were used, and make and revoke other keys under their own name', async () => {
    const person = await createPerson();
    const { key, id } = await made(person);
    const answer = await callRoute(
      apiKeys.POST,
      {},
      {
        ...withKey(key),
        method: 'POST',
        body: { name: 'Second', scope: 'supervisor' },
      },
    );
    const second = (await answer.json()) as ApiKeyDto;
    expect(second.created_by).toBe('Nightly report');
    const [newest, oldest] = await list(person);
    expect(newest).toMatchObject({ name: 'Second', created_by: 'Nightly report', last_used_at: null });
    expect(Date.parse(oldest?.last_used_at ?? '')).toBeGreaterThan(Date.now() - 60_000);

    // Not written again for every request.
    await prisma().apiKey.update({ where: { id }, data: { lastUsedAt: new Date(Date.now() - 30_000) } });
    const recent = (await list(person))[1]?.last_used_at;
    await callRoute(webhooks.GET, {}, withKey(key));
    expect((await list(person))[1]?.last_used_at).toBe(recent);
    await prisma().apiKey.update({ where: { id }, data: { lastUsedAt: new Date(Date.now() - 61_000) } });
    await callRoute(webhooks.GET, {}, withKey(key));
    expect((await list(person))[1]?.last_used_at).not.toBe(recent);
  });

  it('open nothing once they are revoked, and are revoked once', async () => {
    const person = await createPerson();
    const { key, id } = await made(person);
    expect((await callRoute(webhooks.GET, {}, withKey(key))).status).toBe(200);
    expect((await revoke(person, id)).status).toBe(204);
    const refused = await callRoute(webhooks.GET, {}, withKey(key));
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect((await revoke(person, id)).status).toBe(404);
    expect(await list(person)).toEqual([]);
  });

  it('are in the audit trail, without the key', async () => {
    const person = await createPerson();
    const { key, id, prefix } = await made(person, 'supervisor');
    await revoke(person, id);
    const entries = await prisma().auditEntry.findMany({
      where: { organizationId: person.organization.id },
      orderBy: { id: 'asc' },
    });
    const facts = { name: 'Nightly report', prefix, scope: 'supervisor' };
    expect(entries).toMatchObject([
      { action: 'api_key.create', targetKind: 'api_key', targetId: id, before: null, after: facts },
      { action: 'api_key.revoke', targetKind: 'api_key', targetId: id, before: facts, after: null },
    ]);
    expect(JSON.stringify(entries)).not.toContain(key.slice(-43));
  });

  it('end at a hundred', async () => {
    const person = await createPerson();
    const { id } = await made(person);
    const row = await prisma().apiKey.findUniqueOrThrow({ where: { id } });
    await prisma().apiKey.createMany({
      data: Array.from({ length: 99 }, (_, index) => ({
        ...row,
        id: crypto.randomUUID(),
        prefix: `${row.prefix}${index}`,
      })),
    });
    const refused = await post(person, { name: 'x', scope: 'manager' });
    expect(refused.status).toBe(409);
    expect(((await refused.json()) as { detail: string }).detail).toContain('100 API keys');
    await revoke(person, id);
    // Of several at once, one is the hundredth.
    const several = await Promise.all(
      Array.from({ length: 4 }, () => post(person, { name: 'x', scope: 'manager' })),
    );
    expect(several.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });
});
