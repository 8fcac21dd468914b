import { describe, expect, it } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import { pool, prisma } from '@/lib/db';
import { createPerson } from '@/lib/testing/actors';
import { addDelivery } from '@/lib/testing/deliveries';
import { parkUnsendable } from '@/lib/webhooks/data/claim';
import { createWebhook } from './create-webhook';
import { deleteWebhook } from './delete-webhook';
import { getWebhook } from './get-webhook';
import { listWebhooks } from './list-webhooks';
import { WEBHOOKS_MAX } from './refuse-too-many';
import { restoreWebhook } from './restore-webhook';
import { revealSecret } from './reveal-secret';
import { rotateSecret } from './rotate-secret';
import { updateWebhook } from './update-webhook';

const input = { url: 'https://crm.example.com/voki', events: ['call.created' as const] };

async function made(secret?: string) {
  const { actor } = await createPerson();
  const { webhook, ...rest } = await createWebhook(actor, { ...input, ...(secret && { secret }) });
  return { actor, webhook, secret: rest.secret };
}

const trail = (actor: Actor) =>
  prisma().auditEntry.findMany({
    where: { organizationId: actor.organizationId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });

describe('create-webhook', () => {
  it('makes a webhook with a generated secret that only this answer and a reveal tell', async () => {
    const { actor, webhook, secret } = await made();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhook).toMatchObject({ ...input, description: '', enabled: true, disabled_reason: null });
    expect(await getWebhook(actor, webhook.id)).toEqual(webhook);
    expect(JSON.stringify(await listWebhooks(actor))).not.toContain('whsec_');
    const stored = await prisma().webhookSecret.findFirstOrThrow({ where: { webhookId: webhook.id } });
    expect(Buffer.from(stored.ciphertext).includes(Buffer.from(secret))).toBe(false);
    expect(await revealSecret(actor, webhook.id)).toEqual({ secret, previous_expires_at: null });
  });

  it("takes a manager's own secret", async () => {
    const { secret } = await made('my own secret of 24 chars');
    expect(secret).toBe('my own secret of 24 chars');
  });

  it.each([
    ['http://crm.example.com/', 'url_https'],
    ['https://10.1.2.3/', 'url_private'],
    ['https://[::ffff:169.254.169.254]/', 'url_private'],
    ['https://user:pass@crm.example.com/', 'url_userinfo'],
  ])('refuses %s', async (url, key) => {
    const { actor } = await createPerson();
    await expect(createWebhook(actor, { ...input, url })).rejects.toMatchObject({
      code: 'invalid',
      fields: [{ path: ['url'], key }],
    });
    expect(await listWebhooks(actor)).toEqual([]);
  });
});

describe('update-webhook', () => {
  it('changes what is given and leaves the rest', async () => {
    const { actor, webhook } = await made();
    const changed = await updateWebhook(actor, webhook.id, { description: 'CRM', events: ['call.missed'] });
    expect(changed).toMatchObject({ url: input.url, description: 'CRM', events: ['call.missed'] });
    await expect(updateWebhook(actor, webhook.id, { url: 'https://192.168.0.1/' })).rejects.toMatchObject({
      fields: [{ path: ['url'], key: 'url_private' }],
    });
    expect(await getWebhook(actor, webhook.id)).toEqual(changed);
  });

  it('overwrites no change that its editor has not seen', async () => {
    const { actor, webhook } = await made();
    const seen = { url: webhook.url, events: webhook.events, mask: [], description: webhook.description };
    await updateWebhook(actor, webhook.id, { description: 'CRM' }, seen);
    await expect(
      updateWebhook(actor, webhook.id, { description: 'ERP', events: ['call.missed'] }, seen),
    ).rejects.toMatchObject({
      code: 'conflict',
      key: 'changed_meanwhile',
      fields: [{ path: ['description'], key: 'changed_meanwhile' }],
    });
    expect(await updateWebhook(actor, webhook.id, { events: ['call.missed'] }, seen)).toMatchObject({
      description: 'CRM',
      events: ['call.missed'],
    });
    expect(
      await updateWebhook(actor, webhook.id, { description: 'ERP' }, { ...seen, description: 'CRM' }),
    ).toMatchObject({ description: 'ERP' });
  });

  it('switches off with a reason, keeps the reason of the engine, and forgets failures when switched on', async () => {
    const { actor, webhook } = await made();
    expect(await updateWebhook(actor, webhook.id, { enabled: false })).toMatchObject({
      enabled: false,
      disabled_reason: 'manual',
    });
    await prisma().webhook.updateMany({ where: { id: webhook.id }, data: { disabledReason: 'gone' } });
    await prisma().webhookState.updateMany({
      where: { webhookId: webhook.id },
      data: { consecutiveFailures: 27, failingSince: new Date(), pausedUntil: new Date(), probes: 3 },
    });
    expect(await updateWebhook(actor, webhook.id, { enabled: false })).toMatchObject({
      disabled_reason: 'gone',
    });
    expect(await updateWebhook(actor, webhook.id, { enabled: true })).toMatchObject({
      enabled: true,
      disabled_reason: null,
    });
    expect(await prisma().webhookState.findFirstOrThrow({ where: { webhookId: webhook.id } })).toMatchObject({
      consecutiveFailures: 0,
      failingSince: null,
      pausedUntil: null,
      probes: 0,
    });
  });
});

describe('a new address', () => {
  it('is tried at once, whatever pause the old one had brought about', async () => {
    const { actor, webhook } = await made();
    const paused = { consecutiveFailures: 27, failingSince: new Date(), pausedUntil: new Date(), probes: 3 };
    await prisma().webhookState.updateMany({ where: { webhookId: webhook.id }, data: paused });
    const state = () => prisma().webhookState.findFirstOrThrow({ where: { webhookId: webhook.id } });
    await updateWebhook(actor, webhook.id, { description: 'ERP' });
    expect(await state()).toMatchObject(paused);
    await updateWebhook(actor, webhook.id, { url: 'https://other.example.com/voki' });
    // It is still failing, as far as anybody knows.
    expect(await state()).toMatchObject({ consecutiveFailures: 27, pausedUntil: null, probes: 0 });
  });
});

describe('more webhooks than an organisation may have', () => {
  /** As many as there may be, but for `room`. */
  const fill = (actor: Actor, room: number) =>
    pool().query(
      `INSERT INTO webhooks (id, organization_id, url, events)
       SELECT gen_random_uuid(), $1, 'https://crm.example.com/', '{call.created}' FROM generate_series(1, $2)`,
      [actor.organizationId, WEBHOOKS_MAX - room],
    );
  const full = { code: 'conflict', key: 'webhooks_full' };

  it('are not made, however many are asked for at once, and keep nobody else from making one', async () => {
    const { actor } = await createPerson();
    await fill(actor, 2);
    const asked = await Promise.allSettled(Array.from({ length: 5 }, () => createWebhook(actor, input)));
    const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toHaveLength(3);
    for (const error of refused) expect(error).toMatchObject(full);
    expect((await trail(actor)).length).toBe(2);
    await made();
  });

  it('do not come about by bringing deleted ones back either', async () => {
    const { actor, webhook } = await made();
    await fill(actor, 1);
    await deleteWebhook(actor, webhook.id);
    const other = (await createWebhook(actor, input)).webhook;
    await expect(restoreWebhook(actor, webhook.id)).rejects.toMatchObject(full);
    await deleteWebhook(actor, other.id);
    expect(await restoreWebhook(actor, webhook.id)).toMatchObject({ id: webhook.id });
  });
});

describe('delete-webhook and restore-webhook', () => {
  it('makes it unknown to everything, and brings it back with its secret', async () => {
    const { actor, webhook, secret } = await made();
    await deleteWebhook(actor, webhook.id);
    expect(await listWebhooks(actor)).toEqual([]);
    const gone = { code: 'not_found' };
    await expect(getWebhook(actor, webhook.id)).rejects.toMatchObject(gone);
    await expect(updateWebhook(actor, webhook.id, { enabled: false })).rejects.toMatchObject(gone);
    await expect(revealSecret(actor, webhook.id)).rejects.toMatchObject(gone);
    await expect(rotateSecret(actor, webhook.id, {})).rejects.toMatchObject(gone);
    await expect(deleteWebhook(actor, webhook.id)).rejects.toMatchObject(gone);
    expect(await restoreWebhook(actor, webhook.id)).toMatchObject({ id: webhook.id, url: input.url });
    expect((await revealSecret(actor, webhook.id)).secret).toBe(secret);
    await expect(restoreWebhook(actor, webhook.id)).rejects.toMatchObject(gone);
  });

  it('keeps what waits to be sent in the queue, as long as it can be undone', async () => {
    const { actor, webhook } = await made();
    const due = { status: 'pending' as const, attemptCount: 0, nextAttemptAt: new Date(Date.now() - 1000) };
    const waiting = await addDelivery({ id: webhook.id, organizationId: actor.organizationId }, due);
    const state = async () => {
      const row = await prisma().delivery.findFirstOrThrow({ where: { id: waiting.id } });
      return [row.status, row.nextAttemptAt !== null];
    };
    await deleteWebhook(actor, webhook.id);
    await parkUnsendable();
    expect(await state()).toEqual(['pending', true]);
    await restoreWebhook(actor, webhook.id);
    await deleteWebhook(actor, webhook.id);
    await prisma().webhook.updateMany({
      where: { id: webhook.id },
      data: { deletedAt: new Date(Date.now() - 61_000) },
    });
    await parkUnsendable();
    expect(await state()).toEqual(['held', false]);
  });

  it('is too late after a minute', async () => {
    const { actor, webhook } = await made();
    await deleteWebhook(actor, webhook.id);
    await prisma().webhook.updateMany({
      where: { id: webhook.id },
      data: { deletedAt: new Date(Date.now() - 61_000) },
    });
    await expect(restoreWebhook(actor, webhook.id)).rejects.toMatchObject({
      code: 'not_found',
      key: 'restore_too_late',
    });
  });
});

describe('rotate-secret', () => {
  it('keeps the old secret beside the new one for 24 hours unless told otherwise', async () => {
    const { actor, webhook, secret } = await made();
    const rotated = await rotateSecret(actor, webhook.id, {});
    expect(rotated.secret).not.toBe(secret);
    const hours = (Date.parse(rotated.previous_expires_at ?? '') - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThan(24.1);
    expect(await revealSecret(actor, webhook.id)).toEqual(rotated);
    expect(await prisma().webhookSecret.count({ where: { webhookId: webhook.id } })).toBe(2);
  });

  it('ends every older one at once with an overlap of 0', async () => {
    const { actor, webhook } = await made();
    await rotateSecret(actor, webhook.id, { overlap_hours: 168 });
    const rotated = await rotateSecret(actor, webhook.id, {
      overlap_hours: 0,
      secret: 'an own secret, leaked',
    });
    expect(rotated).toEqual({ secret: 'an own secret, leaked', previous_expires_at: null });
    expect(await revealSecret(actor, webhook.id)).toEqual(rotated);
    expect(await prisma().webhookSecret.count({ where: { webhookId: webhook.id } })).toBe(1);
  });

  it('removes what has expired, and tells no expired time', async () => {
    const { actor, webhook } = await made();
    await rotateSecret(actor, webhook.id, {});
    await prisma().webhookSecret.updateMany({
      where: { webhookId: webhook.id, expiresAt: { not: null } },
      data: { expiresAt: new Date(Date.now() - 1000) },
    });
    expect((await revealSecret(actor, webhook.id)).previous_expires_at).toBeNull();
    await rotateSecret(actor, webhook.id, {});
    expect(await prisma().webhookSecret.count({ where: { webhookId: webhook.id } })).toBe(2);
  });

  it('leaves one current secret when many rotate at once', async () => {
    const { actor, webhook } = await made();
    const all = await Promise.all(Array.from({ length: 5 }, () => rotateSecret(actor, webhook.id, {})));
    const { secret } = await revealSecret(actor, webhook.id);
    expect(all.map((one) => one.secret)).toContain(secret);
    expect(await prisma().webhookSecret.count({ where: { webhookId: webhook.id, expiresAt: null } })).toBe(1);
  });
});

describe('the audit trail', () => {
  it('has who did what, before and after, and no secret', async () => {
    const { actor, webhook, secret } = await made();
    await updateWebhook(actor, webhook.id, { enabled: false, mask: ['email'] });
    await updateWebhook(actor, webhook.id, { enabled: false });
    await revealSecret(actor, webhook.id);
    const { secret: next } = await rotateSecret(actor, webhook.id, { overlap_hours: 0 });
    await deleteWebhook(actor, webhook.id);
    await restoreWebhook(actor, webhook.id);
    const entries = await trail(actor);
    expect(entries.map((entry) => entry.action)).toEqual([
      'webhook.create',
      'webhook.update',
      'webhook.reveal_secret',
      'webhook.rotate_secret',
      'webhook.delete',
      'webhook.restore',
    ]);
    expect(entries[0]).toMatchObject({
      actorKind: 'user',
      actorId: actor.id,
      actorName: actor.name,
      targetId: webhook.id,
      before: null,
      after: { ...input, description: '', enabled: true, disabled_reason: null },
    });
    expect(entries[1]).toMatchObject({
      before: { enabled: true, disabled_reason: null, mask: [] },
      after: { enabled: false, disabled_reason: 'manual', mask: ['email'] },
    });
    const text = JSON.stringify(entries);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(next);
  });

  it('records nothing of what did not happen', async () => {
    const { actor, webhook } = await made();
    await expect(updateWebhook(actor, webhook.id, { url: 'https://10.0.0.1/' })).rejects.toThrow();
    expect(await trail(actor)).toHaveLength(1);
  });

  it('cannot be rewritten', async () => {
    const { actor } = await made();
    const where = { organizationId: actor.organizationId };
    await expect(prisma().auditEntry.updateMany({ where, data: { actorName: 'x' } })).rejects.toThrow();
    await expect(prisma().auditEntry.deleteMany({ where })).rejects.toThrow();
    const before = await trail(actor);
    for (const statement of [
      "UPDATE audit_entries SET actor_name = 'x'",
      'DELETE FROM audit_entries',
      'TRUNCATE audit_entries',
      'TRUNCATE organizations CASCADE',
      // Even one that touches no row.
      'DELETE FROM audit_entries WHERE false',
    ])
      await expect(pool().query(statement), statement).rejects.toThrow('audit_entries is append-only');
    expect(await trail(actor)).toEqual(before);
  });

  it('has the address that a change came from', async () => {
    const { actor } = await createPerson();
    const { webhook } = await createWebhook({ ...actor, address: '203.0.113.9' }, input);
    expect((await trail(actor))[0]).toMatchObject({ targetId: webhook.id, address: '203.0.113.9' });
  });
});

describe('looking at secrets', () => {
  it('is for sixty times in a quarter of an hour, and every time is in the trail', async () => {
    const { actor, webhook } = await made();
    for (let n = 0; n < 60; n += 1) await revealSecret(actor, webhook.id);
    await expect(revealSecret(actor, webhook.id)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterSeconds: expect.any(Number),
    });
    const looks = (await trail(actor)).filter(({ action }) => action === 'webhook.reveal_secret');
    expect(looks).toHaveLength(60);
    // Nor is it more by making keys: 180 for all of the organisation.
    const key = (n: number): Actor => ({ ...actor, kind: 'api_key', id: `key ${n}`, email: null });
    for (let n = 0; n < 120; n += 1) await revealSecret(key(n % 4), webhook.id);
    for (let n = 4; n < 8; n += 1)
      await expect(revealSecret(key(n), webhook.id)).rejects.toMatchObject({ code: 'rate_limited' });
    // Another organisation's counters are others.
    const other = await createPerson('manager');
    const own = await createWebhook(other.actor, input);
    expect((await revealSecret(other.actor, own.webhook.id)).secret).toBe(own.secret);
  });
});
