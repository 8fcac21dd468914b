import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import { prisma } from '@/lib/db';
import { createPerson } from '@/lib/testing/actors';
import { AUDIT_ACTIONS } from '@/lib/webhooks/core/audit';
import type { AuditQuery } from '@/lib/webhooks/schemas';
import { createApiKey, createApiKeyFor } from './create-api-key';
import { createWebhook } from './create-webhook';
import { listAudit, listAuditActors } from './list-audit';
import { revealSecret } from './reveal-secret';
import { revokeApiKey } from './revoke-api-key';
import { rotateSecret } from './rotate-secret';
import { updateWebhook } from './update-webhook';

const input = { url: 'https://crm.example.com/voki', events: ['call.created' as const], description: 'CRM' };

describe('the audit trail', () => {
  let ana: Actor;
  let script: Actor;
  let webhookId: string;
  let secret: string;
  let key: string;
  const done = async (query: AuditQuery, as = ana) =>
    (await listAudit(as, query)).items.map(({ action }) => action);

  beforeAll(async () => {
    const person = await createPerson('manager');
    ana = { ...person.actor, address: '203.0.113.7' };
    const made = await createWebhook(ana, input);
    webhookId = made.webhook.id;
    secret = made.secret;
    const { apiKey, ...rest } = await createApiKey(ana, { name: 'Nightly report', scope: 'manager' });
    key = rest.key;
    script = { ...ana, kind: 'api_key', id: apiKey.id, name: apiKey.name, address: null };
    await updateWebhook(script, webhookId, { enabled: false, events: ['call.missed'] });
    await revealSecret(ana, webhookId);
    await rotateSecret(ana, webhookId, { secret: 'an own secret of 23' });
    await createApiKeyFor({ org: ana.organizationId, name: 'BI', scope: 'supervisor' });
    await revokeApiKey(ana, apiKey.id);
  });

  it('tells who did what, from where, on what, with before and after, the newest first', async () => {
    const { items, next_cursor } = await listAudit(ana);
    expect(next_cursor).toBeNull();
    expect(items.map(({ action }) => action)).toEqual([
      'api_key.revoke',
      'api_key.create',
      'webhook.rotate_secret',
      'webhook.reveal_secret',
      'webhook.update',
      'api_key.create',
      'webhook.create',
    ]);
    expect(items[4]).toMatchObject({
      actor: { kind: 'api_key', name: 'Nightly report' },
      address: null,
      target: { kind: 'webhook', id: webhookId, name: 'CRM' },
      before: { events: ['call.created'], enabled: true, disabled_reason: null },
      after: { events: ['call.missed'], enabled: false, disabled_reason: 'manual' },
    });
    expect(items[1]).toMatchObject({ actor: { kind: 'operator' }, target: { kind: 'api_key', name: 'BI' } });
    expect(items[6]).toMatchObject({ actor: { kind: 'user', name: ana.name }, address: '203.0.113.7' });
  });

  it('holds no secret and no key', async () => {
    const told = JSON.stringify(await listAudit(ana));
    for (const hidden of [secret, 'an own secret of 23', key.slice(key.indexOf('.'))])
      expect(told).not.toContain(hidden);
  });

  it('is filtered by person, action and time, together too', async () => {
    const who = (name: string) => async () =>
      (await listAuditActors(ana)).find((one) => one.name === name)?.who ?? '';
    expect(await done({ who: await who('Nightly report')() })).toEqual(['webhook.update']);
    expect(await done({ who: 'operator' })).toEqual(['api_key.create']);
    expect(await done({ action: 'api_key.create' })).toEqual(['api_key.create', 'api_key.create']);
    expect(await done({ who: `user:${ana.id}`, action: 'api_key.create' })).toEqual(['api_key.create']);
    const later = new Date(Date.now() + 60_000).toISOString();
    expect(await done({ since: later })).toEqual([]);
    expect(await done({ since: new Date(Date.now() - 60_000).toISOString() })).toHaveLength(7);
    for (const nobody of ['', ':', 'user', `user:${script.id}`, "user:' OR 1=1 --"])
      expect(await done({ who: nobody })).toEqual([]);
  });

  it('names everybody who is in it, under their last name', async () => {
    await prisma().auditEntry.create({
      data: {
        ...(await prisma().auditEntry.findFirstOrThrow({
          where: { actorId: ana.id },
          select: {
            organizationId: true,
            actorKind: true,
            actorId: true,
            action: true,
            targetKind: true,
            targetId: true,
          },
        })),
        id: '01970000-0000-7000-8000-000000000000',
        actorName: 'Ana, before she married',
        createdAt: new Date('2020-01-01'),
      },
    });
    expect(await listAuditActors(ana)).toEqual([
      { who: `user:${ana.id}`, kind: 'user', name: ana.name },
      { who: `api_key:${script.id}`, kind: 'api_key', name: 'Nightly report' },
      { who: 'operator', kind: 'operator', name: 'operator' },
    ]);
  });

  it('tells of what has no UUID for an id too', async () => {
    const { actor } = await createPerson();
    await prisma().auditEntry.create({
      data: {
        id: '01970000-0000-7000-8000-000000000001',
        organizationId: actor.organizationId,
        actorKind: 'user',
        actorId: actor.id,
        actorName: actor.name,
        action: 'customer.erase',
        targetKind: 'customer',
        targetId: 'a keyed hash',
      },
    });
    expect((await listAudit(actor)).items).toMatchObject([
      { action: 'customer.erase', target: { kind: 'customer', id: 'a keyed hash', name: null } },
    ]);
  });

  it('is read by supervisors, and by nobody of another organisation', async () => {
    const organization = await prisma().organization.findUniqueOrThrow({ where: { id: ana.organizationId } });
    const supervisor = await createPerson('supervisor', { organization });
    expect(await done({ action: 'webhook.update' }, supervisor.actor)).toEqual(['webhook.update']);
    const attendant = await createPerson('attendant', { organization });
    await expect(listAudit(attendant.actor)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(listAuditActors(attendant.actor)).rejects.toMatchObject({ code: 'forbidden' });
    const stranger = await createPerson();
    expect(await done({}, stranger.actor)).toEqual([]);
    expect(await done({ who: `user:${ana.id}` }, stranger.actor)).toEqual([]);
    expect(await listAuditActors(stranger.actor)).toEqual([]);
  });

  it('comes page by page without gap or repeat', async () => {
    const { actor } = await createPerson();
    const moment = new Date('2026-01-01T00:00:00Z');
    await prisma().auditEntry.createMany({
      data: Array.from({ length: 120 }, (_, index) => ({
        id: `01970000-0000-7000-8000-${String(index).padStart(12, '0')}`.replace('0197', '0198'),
        organizationId: actor.organizationId,
        actorKind: 'user',
        actorId: actor.id,
        actorName: actor.name,
        action: AUDIT_ACTIONS[index % 2] ?? 'webhook.create',
        targetKind: 'webhook',
        targetId: webhookId,
        // Several at one moment.
        createdAt: new Date(moment.getTime() + Math.floor(index / 7) * 1000),
      })),
    });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listAudit(actor, cursor === null ? {} : { cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor);
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
    expect(seen).toEqual([...seen].sort().reverse());
    await expect(listAudit(actor, { cursor: 'x' })).rejects.toMatchObject({
      fields: [{ path: ['cursor'], key: 'cursor_invalid' }],
    });
  });
});
