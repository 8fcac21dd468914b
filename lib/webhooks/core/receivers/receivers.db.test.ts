import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import { createPerson } from '@/lib/testing/actors';
import { freePort } from '@/lib/testing/ports';
import { vokiSignature } from '@/lib/webhooks/core/signature';
import { engine } from '@/lib/webhooks/engine/engine';
import { sendTest } from '@/lib/webhooks/services/send-test';
import { createWebhook } from '@/prisma/factories';
import { RECEIVER_LANGUAGES, RECEIVERS, type ReceiverLanguage } from './receivers';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const SECRET = 'whsec_c2VjcmV0IG9mIHRoZSByZWNlaXZlciB0ZXN0cyAzMiBi';

/** What must be on the machine, and how the program is started on a port. */
const STARTS: Record<ReceiverLanguage, { needs: string; command: (file: string, port: number) => string[] }> =
  {
    python: { needs: 'python3', command: (file) => ['python3', file] },
    node: { needs: 'node', command: (file) => ['node', file] },
    next: { needs: 'node', command: (file, port) => serveRouteHandler(file, port) },
    php: { needs: 'php', command: (file, port) => ['php', '-S', `127.0.0.1:${port}`, file] },
    csharp: { needs: 'dotnet', command: (file) => ['dotnet', 'run', file] },
    go: { needs: 'go', command: (file) => ['go', 'run', file] },
    java: { needs: 'java', command: (file) => ['java', file] },
    ruby: {
      needs: 'rackup',
      command: (file, port) => ['rackup', '-o', '127.0.0.1', '-p', String(port), file],
    },
  };

function isHere(program: string): boolean {
  try {
    execFileSync('which', [program]);
    return true;
  } catch {
    return false;
  }
}

/** In Next's place: hands requests to the handler in their web-standard form. */
function serveRouteHandler(file: string, port: number): string[] {
  const server = join(dirname(file), 'serve.mjs');
  writeFileSync(
    server,
    `import { serve } from ${JSON.stringify(import.meta.resolve('srvx'))};
     import { POST } from ${JSON.stringify(pathToFileURL(file))};
     serve({ hostname: '127.0.0.1', port: ${port}, silent: true, fetch: POST });`,
  );
  return [process.execPath, '--import', import.meta.resolve('tsx'), server];
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

const present = RECEIVER_LANGUAGES.filter((language) => isHere(STARTS[language].needs));
const absent = RECEIVER_LANGUAGES.filter((language) => !present.includes(language));

describe.each(present)('the receiver in %s', (language) => {
  let folder: string;
  let program: ChildProcess;
  let actor: Actor;
  let url: string;
  let output = '';

  beforeAll(async () => {
    const { file, code } = RECEIVERS[language];
    folder = mkdtempSync(join(tmpdir(), 'voki-receiver-'));
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
    const port = await freePort();
    const [command = '', ...args] = STARTS[language].command(path, port);
    program = spawn(command, args, {
      cwd: folder,
      // A process group of its own, as some of these start another process.
      detached: true,
      env: { ...process.env, VOKI_WEBHOOK_SECRET: SECRET, PORT: String(port) },
    });
    for (const stream of [program.stdout, program.stderr])
      stream?.on('data', (text) => {
        output += text;
      });
    const ended = new Promise<never>((_, reject) => {
      program.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
    });
    const listens = vi.waitFor(async () => expect(await answers(port), output).toBe(true), {
      timeout: 110_000,
      interval: 50,
    });
    await Promise.race([listens, ended]);
    // Its end after the tests is no failure.
    ended.catch(() => {});
    url = `http://127.0.0.1:${port}/`;
    ({ actor } = await createPerson());
  });

  afterAll(async () => {
    if (program.pid !== undefined && program.exitCode === null) {
      const ended = new Promise((resolve) => program.once('exit', resolve));
      process.kill(-program.pid, 'SIGKILL');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const deliver = async (secret: string) => {
    const { webhook } = await createWebhook({ organizationId: actor.organizationId, url, secret });
    return sendTest(actor, webhook.id, { event: 'call.completed' });
  };
  const post = async (body: string, signature: string | null) => {
    const headers = { 'content-type': 'application/json', 'x-voki-delivery': 'd-1' };
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, ...(signature !== null && { 'x-voki-signature': signature }) },
      body,
    });
    await response.arrayBuffer();
    return response.status;
  };

  it('takes a delivery that is signed with its secret', async () => {
    const delivery = await deliver(SECRET);
    expect(delivery, output).toMatchObject({ status: 'success', status_code: 204 });
    await vi.waitFor(() => expect(output).toContain(delivery.id), { timeout: 20_000 });
  });

  it('refuses one that is signed with another', async () => {
    expect(await deliver(`${SECRET.slice(0, -1)}!`), output).toMatchObject({
      status: 'failure',
      status_code: 401,
    });
  });

  it('judges the bytes as they came', async () => {
    // Accents, escapes, numbers and spaces that a parser would write in another way.
    const body =
      '{"event":"call.completed","timestamp":"2026-02-20T14:30:00Z","data":{"id":"é\\u00e9\\/", "n":1.0,"e":1E2}}';
    const signature = vokiSignature(SECRET, Buffer.from(body));
    expect(await post(body, signature)).toBe(204);
    expect(await post(JSON.stringify(JSON.parse(body)), signature)).toBe(401);
    expect(await post(body.replace('completed', 'missed'), signature)).toBe(401);
  });

  it('refuses what has no signature, or something else in its place', async () => {
    const body = '{"event":"call.completed","timestamp":"2026-02-20T14:30:00Z","data":{"id":"1"}}';
    const signature = vokiSignature(SECRET, Buffer.from(body));
    const wrong = [
      null,
      '',
      'sha256=',
      signature.slice(0, -1),
      signature.toUpperCase(),
      `${signature}0`,
      'ção',
    ];
    for (const given of wrong)
      expect(await post(body, given && Buffer.from(given).toString('latin1')), String(given)).toBe(401);
    expect(await post(body, signature)).toBe(204);
  });
});

describe('the receivers in other languages', () => {
  it.each(absent)('%s is not run, as this machine has no interpreter of it', (language) => {
    expect(isHere(STARTS[language].needs)).toBe(false);
  });

  it('are written for every language, each as a whole program', () => {
    for (const { code, file } of Object.values(RECEIVERS)) {
      expect(code).toContain(file);
      expect(code).toMatch(/VOKI_WEBHOOK_SECRET/);
    }
    expect(present).toContain('node');
  });
});

afterAll(() => engine().stop());
