import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ACTIONS, type Ids, PAGES, ROUTES } from '@/e2e/walk/table';
import { builtActions } from '@/e2e/walk/tree';
import { connectionString, readPostmaster } from '@/lib/platform/postmaster';
import { until } from '@/lib/platform/processes';
import { DATABASE } from '@/lib/platform/server-session';
import { type MailServer, startMailServer } from '@/lib/testing/mail-server';
import { type Receiver, startReceiver } from '@/lib/testing/receiver';
import { buildIfStale } from './build';
import { withoutSettings } from './test-environment';

/**
 * Secrets of every kind are planted in a running product, everything is used, right and wrong, and then every answer,
 * every line of its output and every row of its database is searched for them.
 */

vi.setConfig({ testTimeout: 300_000, hookTimeout: 600_000 });

const dataDir = mkdtempSync(join(tmpdir(), 'voki-canary-'));
const settings = { ...process.env, ...withoutSettings(), VOKI_DATA_DIR: dataDir, NO_COLOR: '1' };
const tag = randomBytes(6).toString('hex');
/** What must be found nowhere but where the product's purpose is to show it. */
const canaries: Record<string, string> = {
  'webhook secret': `canary-webhook-secret-${tag}`,
  'rotated secret': `canary-rotated-secret-${tag}`,
  password: `canary-password-${tag}`,
  'wrong password': `canary-wrong-password-${tag}`,
  'URL password': `canary-url-password-${tag}`,
  'mail password': `canary-mail-password-${tag}`,
};
/** In a customer's data: for managers and the database, but never for the log. */
const PAYLOAD = `canary-payload-${tag}`;
/** What a receiver says: for the pages and the database, but never for the log or a mail. */
const ANSWER = `canary-answer-${tag}`;
/** Of the one webhook whose receiver gives its address up, of which its managers hear by mail. */
const GONE = '/gone';

let product: ChildProcess;
let output = '';
let address = '';
let receiver: Receiver;
let mails: MailServer;
/** Where it was asked, and all that came back, headers included. */
const answers: { where: string; text: string }[] = [];

beforeAll(async () => {
  await buildIfStale(new AbortController().signal);
  receiver = await startReceiver(({ path }, response) =>
    response.writeHead(path.endsWith(GONE) ? 410 : 500, { 'x-answer': 'of the receiver' }).end(ANSWER),
  );
  mails = await startMailServer();
  product = spawn(process.execPath, ['scripts/run.mjs', 'start'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...settings,
      PORT: '0',
      LOG_LEVEL: 'trace',
      DELIVERY_ALLOWED_PRIVATE_HOSTS: '127.0.0.0/8',
      SMTP_URL: mails.url.replace('//', `//voki:${canaries['mail password']}@`),
      MAIL_FROM: 'Voki <alerts@voki.example>',
    },
  });
  for (const stream of [product.stdout, product.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const serving = () => /serves on (http:\S+)/.exec(output)?.[1];
  await until(() => serving() !== undefined || product.exitCode !== null, 60_000);
  address = serving() ?? '';
  expect(address, output).not.toBe('');
});

afterAll(async () => {
  if (product.exitCode === null) {
    product.kill('SIGTERM');
    await once(product, 'close');
  }
  await receiver.close();
  await mails.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** The operator's command line over the same data; `stdin` as it would be piped in. */
async function voki<T>(args: string[], stdin = ''): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      ['scripts/run.mjs', 'voki', ...args, '--json'],
      { env: { ...settings, AUTH_URL: address } },
      (error, stdout) => (error ? reject(error) : resolve(JSON.parse(stdout) as T)),
    );
    child.stdin?.end(stdin);
  });
}

interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string | undefined;
}

/** Asks and keeps what came back. */
async function ask(where: string, path: string, { method = 'GET', headers = {}, body }: Asked = {}) {
  const response = await fetch(`${address}${path}`, {
    method,
    headers,
    redirect: 'manual',
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  answers.push({ where, text: `${JSON.stringify([...response.headers])}\n${text}` });
  return { status: response.status, headers: response.headers, text };
}

async function signIn(email: string, password: string): Promise<{ status: number; cookie: string }> {
  const csrf = await ask('csrf', '/api/auth/csrf');
  const cookie = csrf.headers.getSetCookie().map((line) => line.split(';')[0]);
  const { csrfToken } = JSON.parse(csrf.text) as { csrfToken: string };
  const answer = await ask('sign-in', '/api/auth/callback/credentials', {
    method: 'POST',
    headers: { cookie: cookie.join('; '), 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrfToken, email, password }).toString(),
  });
  const session = answer.headers.getSetCookie().find((line) => line.includes('session-token'));
  return { status: answer.status, cookie: session?.split(';')[0] ?? '' };
}

/** `text` as it might stand somewhere: as it is, in an address, in JSON, in base64, in hexadecimal. */
function spellings(text: string): string[] {
  const bytes = Buffer.from(text);
  // In base64 three texts are one, as it depends on where it begins; the middle is the same in each.
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  return [
    text,
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
    bytes.toString('hex'),
    ...base64,
  ];
}

const found = (where: string, haystack: string, needles: Record<string, string>) =>
  Object.entries(needles)
    .filter(([, needle]) => spellings(needle).some((spelling) => haystack.includes(spelling)))
    .map(([name]) => `${name} in ${where}`);

/** Every row of every table, as text. */
async function dump(): Promise<string> {
  const secrets = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as {
    DATABASE_PASSWORD: string;
  };
  const port = readPostmaster(join(dataDir, 'postgres'))?.port ?? 0;
  const client = new pg.Client({
    connectionString: connectionString(port, secrets.DATABASE_PASSWORD, DATABASE),
  });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
  );
  let text = '';
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    text += `${name}\n${rows.map(({ row }) => row).join('\n')}\n`;
  }
  await client.end();
  return text;
}

describe('what was planted', () => {
  it('is found nowhere but in the one answer that is for showing it', async () => {
    const { id: org } = await voki<{ id: string }>([
      ...['org', 'create', '--name', 'Clínica', '--plan', 'professional'],
    ]);
    const email = `canary-${tag}@example.test`;
    await voki(['user', 'create', '--org', org, '--email', email, '--role', 'manager'], canaries.password);
    const ingest = await voki<{ key: string }>(['ingest-key', 'create', '--name', 'PBX', '--org', org]);
    canaries['ingest key'] = ingest.key;

    expect((await signIn(email, canaries['wrong password'] ?? '')).status).toBe(302);
    const { cookie } = await signIn(email, canaries.password ?? '');
    expect(cookie).not.toBe('');
    canaries.session = cookie.slice(cookie.indexOf('=') + 1);
    const manager = { cookie, origin: address };
    const json = { ...manager, 'content-type': 'application/json' };

    const create = async (
      secret: string | undefined,
      { url = receiver.url, events = ['call.created', 'call.missed'] } = {},
    ) => {
      const body = JSON.stringify({
        url,
        events,
        ...(secret && { secret }),
      });
      return ask('create', '/api/webhooks', { method: 'POST', headers: json, body });
    };
    const created = await create(canaries['webhook secret']);
    expect([created.status, created.text]).toEqual([
      201,
      expect.stringContaining(canaries['webhook secret'] ?? ''),
    ]);
    const webhook = (JSON.parse(created.text) as { id: string }).id;
    const doomed = (JSON.parse((await create(undefined)).text) as { id: string }).id;
    await create(canaries['webhook secret'], { url: `${receiver.url}${GONE}`, events: ['customer.created'] });
    const createKey = async () => {
      const body = JSON.stringify({ name: 'reports', scope: 'supervisor' });
      const { status, text } = await ask('create', '/api/api-keys', { method: 'POST', headers: json, body });
      expect(status).toBe(201);
      return JSON.parse(text) as { id: string; key: string };
    };
    canaries['API key'] = (await createKey()).key;
    const { id: apiKey } = await createKey();
    // The one answer in which each may stand was looked at; nothing before it is to be searched for it.
    answers.length = 0;

    // Wrongly: what is refused is not to come back, nor into the log.
    for (const [path, headers, body] of [
      ['/api/webhooks', json, `{"secret":"${canaries['webhook secret']}"`],
      [
        '/api/webhooks',
        json,
        JSON.stringify({ url: `https://u:${canaries['URL password']}@a.example.com/`, events: [] }),
      ],
      ['/api/webhooks', json, JSON.stringify({ [canaries['webhook secret'] ?? '']: 1 })],
      ['/api/events', { authorization: `Bearer ${ingest.key}x` }, '{}'],
      [
        '/api/events',
        { authorization: `Bearer ${ingest.key}`, 'content-type': 'application/json' },
        `{"${PAYLOAD}"`,
      ],
      [
        '/api/events/batch',
        { authorization: `Bearer ${ingest.key}`, 'content-type': 'application/json' },
        '{}',
      ],
    ] as const)
      expect((await ask(`refused ${path}`, path, { method: 'POST', headers, body })).status).toBeGreaterThan(
        399,
      );

    const post = (event: string, data: object) =>
      ask('event', '/api/events', {
        method: 'POST',
        headers: { authorization: `Bearer ${ingest.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ organization_id: org, event, data }),
      });
    const posted = await post('call.created', {
      id: PAYLOAD,
      status: 'waiting',
      department_id: 'd',
      customer: { name: PAYLOAD },
    });
    expect([posted.status, posted.text]).toEqual([202, expect.stringContaining('"deliveries":2')]);
    await receiver.received(2);
    const history = async () => {
      const { text } = await ask('history', `/api/webhooks/${webhook}/deliveries`, { headers: manager });
      return (JSON.parse(text) as { items: { id: string; attempt_count: number }[] }).items;
    };
    await vi.waitFor(async () => expect((await history())[0]?.attempt_count).toBe(1), { timeout: 20_000 });
    const ids: Ids = {
      ...{ webhook, doomed, delivery: (await history())[0]?.id ?? '', apiKey },
      // Of no use here: what refuses them is looked at as well.
      ...{ job: randomUUID(), incident: randomUUID() },
    };

    // By session and by API key: every page, as a page and as data, every route, every action.
    for (const [pattern, { path }] of Object.entries(PAGES)) {
      for (const headers of [{}, { rsc: '1' }] as Record<string, string>[])
        await ask(`page ${pattern}`, `${path(ids)}${headers.rsc ? '?_rsc' : ''}`, {
          headers: { ...manager, ...headers },
        });
    }
    await ask('settings tab', `/settings/webhooks/${webhook}?tab=settings`, { headers: manager });
    for (const [key, row] of Object.entries(ROUTES)) {
      const [method = ''] = key.split(' ');
      const rotates = key === 'POST /api/webhooks/[id]/secret/rotate';
      const body = rotates ? { secret: canaries['rotated secret'] } : row.body;
      const asked = { method, body: body && JSON.stringify(body) };
      const path = row.path(ids);
      await ask(`${key} by a key`, path, {
        ...asked,
        headers: { authorization: `Bearer ${canaries['API key']}` },
      });
      const where = rotates || key === 'GET /api/webhooks/[id]/secret' ? 'the reveal' : key;
      const answer = await ask(where, path, { ...asked, headers: body ? json : manager });
      if (where === 'the reveal') expect(answer.headers.get('cache-control')).toBe('no-store');
    }
    for (const [key, { args }] of Object.entries(ACTIONS)) {
      if (key.endsWith('#signOutAction') || key.endsWith('#signInFormAction')) continue;
      const where = key.endsWith('#revealSecretAction') ? 'the reveal' : key;
      const { id = '', worker = '' } = builtActions().get(key) ?? {};
      await ask(where, PAGES[worker]?.path(ids) ?? '', {
        method: 'POST',
        headers: { ...manager, 'next-action': id, 'content-type': 'text/plain;charset=UTF-8' },
        body: JSON.stringify(args(ids)),
      });
    }

    expect(
      (await post('customer.created', { id: PAYLOAD, name: PAYLOAD, email: `${PAYLOAD}@example.com` }))
        .status,
    ).toBe(202);
    await vi.waitFor(() => expect(mails.mails).toHaveLength(1), { timeout: 30_000 });

    const revealed = answers.filter(({ where }) => where === 'the reveal').map(({ text }) => text);
    // By route, by rotation and by action: the search finds what is there.
    expect(revealed).toHaveLength(3);
    expect(found('the reveal', revealed.join('\n'), canaries).sort()).toEqual([
      'rotated secret in the reveal',
      'webhook secret in the reveal',
    ]);
    const others = answers.filter(({ where }) => where !== 'the reveal');
    expect(others.length).toBeGreaterThan(60);
    expect(others.flatMap(({ where, text }) => found(where, text, canaries))).toEqual([]);

    // The file is among them, and has the history in it.
    const exported = others.filter(({ where }) =>
      where.startsWith('GET /api/webhooks/[id]/deliveries/export'),
    );
    expect(exported).toHaveLength(2);
    for (const { text } of exported) expect(text).toContain('call.created');

    // The receiver gets what the secret signs, and not the secret.
    const sent = receiver.requests
      .map(({ rawHeaders, body }) => `${rawHeaders.join('\n')}\n${body}`)
      .join('\n');
    expect(sent).toContain(PAYLOAD);
    expect(found('requests to the receiver', sent, canaries)).toEqual([]);

    const generated = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as Record<
      string,
      string
    >;
    const all = { ...canaries, ...generated };
    expect(output).toContain('"level":');
    expect(found('the log', output, { ...all, payload: PAYLOAD, answer: ANSWER })).toEqual([]);
    // As it came and as it is read, without the soft breaks of its lines.
    const mail = mails.mails.map(({ source }) => `${source}\n${source.replaceAll('=\r\n', '')}`).join('\n');
    expect(mail).toContain(GONE);
    expect(found('the mail', mail, { ...all, payload: PAYLOAD, answer: ANSWER })).toEqual([]);
    const database = await dump();
    // The search reads what it should: a payload, and a password as its hash.
    expect(database).toContain(PAYLOAD);
    expect(database).toContain(ANSWER);
    expect(database).toContain('$argon2id$');
    expect(found('the database', database, all)).toEqual([]);
    const scripts = readdirSync('.next/static', { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    expect(found('files for browsers', scripts.join('\n'), all)).toEqual([]);
  });
});
