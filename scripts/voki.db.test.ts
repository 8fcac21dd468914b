import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { keyMatches } from '@/lib/auth/bearer-key';
import { checkCredentials } from '@/lib/auth/services/check-credentials';
import { prisma } from '@/lib/db';
import { createSecretBox, openSecret } from '@/lib/secret-box';
import { createOrganization, createWebhook } from '@/prisma/factories';

// Each call is a process of its own: two seconds on an idle machine, many on a busy one.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command line on the database of this test, as `npm run voki` does. */
async function voki(
  args: string[],
  options: { stdin?: string; env?: Record<string, string> } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/voki.ts', ...args], {
    env: { ...process.env, ...options.env },
    stdio: 'pipe',
  });
  // Left open without a word when there is none, as many callers do.
  if (options.stdin !== undefined) child.stdin.end(options.stdin);
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? -1))),
  ]);
  return { code, stdout, stderr };
}

async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await voki([...args, '--json']);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as T;
}

describe('voki', () => {
  let org: string;
  beforeAll(async () => {
    org = (await json<{ id: string }>('org', 'create', '--name', 'Clínica Sul', '--plan', 'advanced')).id;
  });

  it('makes, lists and changes organisations', async () => {
    expect(await prisma().organization.findUnique({ where: { id: org } })).toMatchObject({
      name: 'Clínica Sul',
      plan: 'advanced',
    });
    await json('org', 'set-plan', '--org', org, '--plan', 'basic');
    const { items } = await json<{ items: object[] }>('org', 'list');
    expect(items).toContainEqual(expect.objectContaining({ id: org, name: 'Clínica Sul', plan: 'basic' }));
  });

  it('adds people, with a password that is piped in or shown once', async () => {
    const email = `Ana-${randomBytes(3).toString('hex')}@Example.com`;
    const args = ['user', 'create', '--org', org, '--email', email, '--role', 'manager'];
    const piped = await voki([...args, '--json'], { stdin: 'senha da Ana\n' });
    expect(JSON.parse(piped.stdout)).toEqual({ id: expect.any(String), email: email.toLowerCase() });
    expect(await checkCredentials({ email, password: 'senha da Ana' }, null)).not.toBeNull();

    const made = await json<{ email: string; password: string }>(
      ...['user', 'create', '--org', org, '--email', `b${email}`, '--role', 'attendant'],
    );
    expect(await checkCredentials(made, null)).not.toBeNull();

    const twice = await voki([...args, '--json'], { stdin: 'senha da Ana' });
    expect(twice.code).toBe(1);
    expect(twice.stderr).toBe('--email: A user with this e-mail address exists already\n');
    expect(JSON.parse(twice.stdout)).toMatchObject({
      error: { code: 'invalid', errors: [{ path: 'email' }] },
    });
  });

  it('gives new passwords and removes people, which ends their sessions, and they may be added again', async () => {
    const email = `carla-${randomBytes(3).toString('hex')}@example.com`;
    const create = ['user', 'create', '--org', org, '--email', email, '--role', 'supervisor'];
    const made = await json<{ id: string; password: string }>(...create);
    const epoch = async () =>
      (await prisma().user.findUniqueOrThrow({ where: { id: made.id } })).sessionEpoch;
    const before = await epoch();
    const set = await json<{ id: string; email: string; password: string }>(
      ...['user', 'set-password', '--email', email.toUpperCase()],
    );
    expect(set).toEqual({ id: made.id, email, password: expect.any(String) });
    expect(await checkCredentials({ email, password: made.password }, null)).toBeNull();
    expect(await checkCredentials(set, null)).not.toBeNull();
    expect(await epoch()).toBe(before + 1);

    expect(await json('user', 'remove', '--email', email)).toEqual({ id: made.id, email });
    expect(await checkCredentials(set, null)).toBeNull();
    expect(await epoch()).toBe(before + 2);
    const again = await voki(['user', 'remove', '--email', email, '--json']);
    expect([again.code, again.stderr]).toEqual([
      1,
      '--email: No user who may sign in has this e-mail address\n',
    ]);
    expect((await json<{ id: string }>(...create)).id).not.toBe(made.id);
  });

  it('leaves each change of an organisation in its audit trail, and no secret', async () => {
    const { id } = await json<{ id: string }>('org', 'create', '--name', 'Clínica Norte', '--plan', 'basic');
    for (const plan of ['advanced', 'advanced']) await json('org', 'set-plan', '--org', id, '--plan', plan);
    const email = `d-${randomBytes(3).toString('hex')}@example.com`;
    const person = await json<{ id: string; password: string }>(
      ...['user', 'create', '--org', id, '--email', email, '--role', 'manager'],
    );
    const { password } = await json<{ password: string }>('user', 'set-password', '--email', email);
    await json('user', 'remove', '--email', email);
    const key = await json<{ id: string; key: string }>('ingest-key', 'create', '--name', 'PBX', '--org', id);
    await json('ingest-key', 'revoke', '--id', key.id);
    const trail = await prisma().auditEntry.findMany({
      where: { organizationId: id },
      orderBy: { id: 'asc' },
    });
    expect(trail.map(({ action, targetId, before, after }) => [action, targetId, before, after])).toEqual([
      ['organization.create', id, null, { name: 'Clínica Norte', plan: 'basic' }],
      ['organization.set_plan', id, { plan: 'basic' }, { plan: 'advanced' }],
      ['user.create', person.id, null, { email, name: email.split('@')[0], role: 'manager' }],
      ['user.set_password', person.id, null, null],
      ['user.remove', person.id, { email, role: 'manager' }, null],
      ['ingest_key.create', key.id, null, { name: 'PBX', prefix: key.key.split('.')[0] }],
      ['ingest_key.revoke', key.id, { name: 'PBX' }, null],
    ]);
    expect(new Set(trail.map((entry) => entry.actorKind))).toEqual(new Set(['operator']));
    const text = JSON.stringify(trail);
    for (const secret of [person.password, password, key.key]) expect(text).not.toContain(secret);
  });

  it('makes and ends ingest keys', async () => {
    const { id, key } = await json<{ id: string; key: string }>(
      'ingest-key',
      'create',
      '--name',
      'PBX',
      '--org',
      org,
    );
    const stored = await prisma().ingestKey.findUniqueOrThrow({ where: { id } });
    expect(stored).toMatchObject({ name: 'PBX', organizationId: org, revokedAt: null });
    expect(keyMatches(key, stored.hash)).toBe(true);
    expect(await json('ingest-key', 'revoke', '--id', id)).toEqual({ id });
    expect((await voki(['ingest-key', 'revoke', '--id', id])).code).toBe(1);
  });

  it('makes API keys with the rights of a role', async () => {
    const made = await json<{ id: string; key: string }>(
      ...['api-key', 'create', '--org', org, '--name', 'Nightly report', '--scope', 'supervisor'],
    );
    expect(made).toEqual({ id: expect.any(String), key: expect.any(String) });
    const stored = await prisma().apiKey.findUniqueOrThrow({ where: { id: made.id } });
    expect(stored).toMatchObject({ name: 'Nightly report', scope: 'supervisor', createdById: null });
    expect(keyMatches(made.key, stored.hash)).toBe(true);
  });

  it('lists webhooks, and never a secret', async () => {
    const { webhook, secret } = await createWebhook({ organizationId: org, disabledReason: 'gone' });
    const { code, stdout } = await voki(['webhook', 'list', '--org', org]);
    expect(code).toBe(0);
    expect(stdout).toContain(`${webhook.id}  off (gone)`);
    expect(stdout).not.toContain(secret);
  });

  it('sends sample events through the intake', async () => {
    const { id: organizationId } = await createOrganization();
    const { webhook } = await createWebhook({ organizationId, events: ['call.completed'] });
    const sent = await json<{ ids: string[] }>(
      ...['events', 'send', '--org', organizationId, '--event', 'call.completed', '--count', '3'],
    );
    expect(sent).toEqual({ event: 'call.completed', deliveries: 3, ids: expect.any(Array) });
    const deliveries = await prisma().delivery.findMany({ where: { webhookId: webhook.id } });
    const event = await prisma().event.findFirst({ where: { id: deliveries[0]?.eventId ?? '' } });
    expect(deliveries.map((one) => one.eventId).sort()).toEqual([...sent.ids].sort());
    expect(new Set(deliveries.map((one) => one.subjectId)).size).toBe(3);
    expect(JSON.parse(event?.body ?? '')).toMatchObject({
      event: 'call.completed',
      data: { id: deliveries[0]?.subjectId, duration_seconds: 342 },
    });
  });

  it('seals every secret anew under a new key, and tells which it cannot open', async () => {
    const { id: organizationId } = await createOrganization();
    const { webhook, secret } = await createWebhook({ organizationId });
    const lost = await createWebhook({ organizationId });
    const gone = createSecretBox([{ id: 'gone', key: randomBytes(32) }]);
    const sealed = await gone.seal('x'.repeat(20), { organizationId, webhookId: lost.webhook.id });
    await prisma().webhookSecret.updateMany({
      where: { webhookId: lost.webhook.id },
      data: { keyId: 'gone', ciphertext: Uint8Array.from(sealed.ciphertext) },
    });
    const next = { id: 'next', key: randomBytes(32) };
    const keys = `next:${next.key.toString('base64')},${process.env.ENCRYPTION_KEYS}`;
    const { code, stdout } = await voki(['keys', 'rotate', '--json'], { env: { ENCRYPTION_KEYS: keys } });
    const unreadable = await prisma().webhookSecret.findFirstOrThrow({ where: { keyId: 'gone' } });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      key_id: 'next',
      resealed: expect.any(Number),
      unreadable: [unreadable.id],
    });
    const stored = await prisma().webhookSecret.findFirstOrThrow({ where: { webhookId: webhook.id } });
    const of = { organizationId, webhookId: webhook.id };
    expect(await createSecretBox([next]).open(stored, of)).toBe(secret);
    await expect(openSecret(stored, of)).rejects.toThrow();
    expect(await prisma().webhookSecret.count({ where: { keyId: { notIn: ['next', 'gone'] } } })).toBe(0);
  });

  it.each([
    [['org', 'create', '--help'], '--plan <plan>', 0],
    [['org', 'create', '--name', 'x', '--plan', 'gold'], 'Allowed choices are basic, advanced', 2],
    [['dance'], "unknown command 'dance'", 2],
    [['org', 'set-plan', '--org', '7', '--plan', 'basic'], '--org: This is not an ID', 1],
    [
      [
        'events',
        'send',
        '--org',
        '00000000-0000-4000-8000-000000000000',
        '--event',
        'call.missed',
        '--count',
        '0',
      ],
      '--count: Choose from 1 to 1,000',
      1,
    ],
  ] as const)('%j says what is wrong', async (args, said, code) => {
    const outcome = await voki([...args]);
    expect(outcome.stdout + outcome.stderr).toContain(said);
    expect(outcome.code).toBe(code);
  });

  it.each([[[]], [['--id', 'x', '--email', 'x@example.com']]])(
    'names the options of which a customer needs one (%j)',
    async (traits) => {
      const { code, stdout, stderr } = await voki(['customer', 'erase', '--org', org, ...traits, '--json']);
      const message = 'Name the customer by ID or by e-mail: one of the two';
      expect([code, stderr]).toEqual([1, `--id, --email: ${message}\n`]);
      expect(JSON.parse(stdout).error).toMatchObject({
        code: 'invalid',
        errors: [
          { path: 'id', message },
          { path: 'email', message },
        ],
      });
    },
  );

  it('says what is wrong with the environment, and with a database that is away', async () => {
    const unset = await voki(['org', 'list'], { env: { AUTH_SECRET: 'short' } });
    expect([unset.code, unset.stderr]).toEqual([1, expect.stringContaining('AUTH_SECRET')]);
    const away = await voki(['org', 'list'], { env: { DATABASE_URL: 'postgresql://127.0.0.1:1/x' } });
    expect([away.code, away.stderr]).toEqual([1, expect.stringContaining('DATABASE_URL')]);
  });
});
