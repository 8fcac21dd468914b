import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { connectionString, readPostmaster } from '@/lib/platform/postmaster';
import { DATABASE } from '@/lib/platform/server-session';
import { type MailServer, startMailServer } from '@/lib/testing/mail-server';
import { freePort } from '@/lib/testing/ports';
import { type ProductProcess, startPanel } from '@/lib/testing/processes';
import { always, type Receiver, startReceiver } from '@/lib/testing/receiver';
import { buildIfStale } from './build';
import { withoutSettings } from './test-environment';

/** The product as people start it, with a mail server beside it: a webhook fails, and works again. */

vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

const WAIT = { timeout: 30_000, interval: 100 };
const dataDir = mkdtempSync(join(tmpdir(), 'voki-alerts-'));
const tag = randomBytes(6).toString('hex');
/** Nothing of these is for a mail. */
const CANARIES = {
  secret: `canary-secret-${tag}`,
  call: `canary-call-${tag}`,
  customer: `canary-customer-${tag}`,
  answer: `canary-answer-${tag}`,
};

let product: ProductProcess;
let mailServer: MailServer;
let receiver: Receiver;
let settings: Record<string, string>;

beforeAll(async () => {
  await buildIfStale(new AbortController().signal);
  mailServer = await startMailServer();
  receiver = await startReceiver(always(500, {}, CANARIES.answer));
  const port = await freePort();
  settings = {
    ...withoutSettings(),
    PORT: String(port),
    VOKI_DATA_DIR: dataDir,
    DELIVERY_ALLOWED_PRIVATE_HOSTS: '127.0.0.0/8',
    SMTP_URL: mailServer.url,
    MAIL_FROM: 'Voki <alerts@voki.example>',
  };
  product = await startPanel({ port, env: settings });
  await product.ready();
});

afterAll(async () => {
  product.child.kill('SIGTERM');
  await product.ended;
  await receiver.close();
  await mailServer.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function voki<T>(...args: string[]): Promise<T> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['scripts/run.mjs', 'voki', ...args, '--json'],
    { env: { ...process.env, ...settings } },
  );
  return JSON.parse(stdout) as T;
}

async function query(sql: string, values: unknown[] = []): Promise<unknown[]> {
  const secrets = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as {
    DATABASE_PASSWORD: string;
  };
  const port = readPostmaster(join(dataDir, 'postgres'))?.port ?? 0;
  const client = new pg.Client(connectionString(port, secrets.DATABASE_PASSWORD, DATABASE));
  await client.connect();
  const { rows } = await client.query(sql, values);
  await client.end();
  return rows;
}

/** The text of a mail, whatever it is packed in, and its subject. */
function read(source: string): { subject: string; text: string } {
  const words = (/^Subject: ([\s\S]*?)\r\n(?! )/m.exec(source)?.[1] ?? '').replace(/\?=\s+=\?/g, '?==?');
  const subject = words.replace(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi, (_all, kind: string, text: string) =>
    kind.toUpperCase() === 'B'
      ? Buffer.from(text, 'base64').toString('utf8')
      : unquoted(text.replaceAll('_', ' ')),
  );
  const [, ...parts] = source.split(/\r\n--[^\r\n]+\r\n/);
  const text = parts
    .map((part) => {
      const at = part.indexOf('\r\n\r\n');
      const body = part.slice(at + 4);
      return /Content-Transfer-Encoding: base64/i.test(part.slice(0, at))
        ? Buffer.from(body, 'base64').toString('utf8')
        : unquoted(body);
    })
    .join('\n');
  return { subject, text };
}

/** Of quoted-printable. */
function unquoted(text: string): string {
  const bytes = text
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

it('writes to each manager in their language, once when it fails and once when it works, and gives nothing away', async () => {
  const { id: org } = await voki<{ id: string }>('org', 'create', '--name', 'Clínica', '--plan', 'advanced');
  const emails = { en: `en-${tag}@example.test`, 'pt-BR': `pt-${tag}@example.test` };
  for (const [locale, email] of Object.entries(emails)) {
    await voki('user', 'create', '--org', org, '--email', email, '--role', 'manager');
    await query('UPDATE users SET locale = $2 WHERE email = $1', [email, locale]);
  }
  await voki('user', 'create', '--org', org, '--email', `s-${tag}@example.test`, '--role', 'supervisor');
  const { key: ingestKey } = await voki<{ key: string }>(
    'ingest-key',
    'create',
    '--name',
    'PBX',
    '--org',
    org,
  );
  const apiKey = ['api-key', 'create', '--name', 'test', '--org', org, '--scope', 'manager'];
  const { key } = await voki<{ key: string }>(...apiKey);
  const post = async (path: string, bearer: string, body: object) => {
    const answer = await fetch(`${product.address}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.ok, await answer.clone().text()).toBe(true);
    return (await answer.json()) as { id: string };
  };
  const { id } = await post('/api/webhooks', key, {
    url: receiver.url,
    events: ['call.missed'],
    description: 'CRM',
    secret: CANARIES.secret,
  });
  const happen = () =>
    post('/api/events', ingestKey, {
      organization_id: org,
      event: 'call.missed',
      data: {
        id: CANARIES.call,
        status: 'missed',
        customer: { name: CANARIES.customer, email: `${CANARIES.customer}@example.com` },
      },
    });
  for (let event = 1; event <= 3; event++) await happen();
  await receiver.received(3);
  const incident = () => query('SELECT ended_at FROM webhook_incidents WHERE webhook_id = $1', [id]);
  await vi.waitFor(async () => expect(await incident()).toEqual([{ ended_at: null }]), WAIT);
  expect(mailServer.mails, 'what retries may mend at once is no news').toEqual([]);

  // Ten minutes later.
  await query(
    `WITH s AS (UPDATE webhook_states SET failing_since = failing_since - interval '10 minutes' WHERE webhook_id = $1)
     UPDATE webhook_incidents SET started_at = started_at - interval '10 minutes' WHERE webhook_id = $1`,
    [id],
  );
  await vi.waitFor(() => expect(mailServer.mails).toHaveLength(2), WAIT);
  receiver.answer = always(200);
  await happen();
  await vi.waitFor(() => expect(mailServer.mails).toHaveLength(4), WAIT);

  const inbox = (email: string) =>
    mailServer.mails.filter(({ to }) => to.includes(email)).map(({ source }) => read(source));
  const english = inbox(emails.en);
  expect(english.map(({ subject }) => subject)).toEqual([
    'Voki: CRM is not receiving anything',
    'Voki: CRM works again',
  ]);
  expect(english[0]?.text).toContain(`Nothing has reached ${receiver.url} since`);
  expect(english[0]?.text).toContain('Your system answered 500');
  expect(english[0]?.text).toContain(`${product.address}/settings/webhooks/${id}`);
  const portuguese = inbox(emails['pt-BR']);
  expect(portuguese.map(({ subject }) => subject)).toEqual([
    'Voki: CRM não está recebendo nada',
    'Voki: CRM voltou a funcionar',
  ]);
  expect(portuguese[0]?.text).toContain(`Nada chega a ${receiver.url} desde`);
  // None but theirs: neither for the supervisor nor for the demo organisation, and none is waiting.
  expect(mailServer.mails.flatMap(({ to }) => to).sort()).toEqual(
    [emails.en, emails.en, emails['pt-BR'], emails['pt-BR']].sort(),
  );
  expect(await query('SELECT id FROM alert_mails WHERE sent_at IS NULL')).toEqual([]);

  const told = mailServer.mails.map(({ source }) => `${source}\n${JSON.stringify(read(source))}`).join('\n');
  expect(told).toContain('CRM');
  expect(Object.values({ ...CANARIES, ingestKey, key }).filter((one) => told.includes(one))).toEqual([]);
});
