import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { until } from '@/lib/platform/processes';
import { processesOn } from '@/lib/testing/processes-on';
import { buildIfStale } from './build';
import { withoutSettings } from './test-environment';

/** `npm start` itself, by npm, in a process group of its own as at a terminal. */

vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

let dataDir: string;
const groups: ChildProcess[] = [];

// Each start would build what is stale; the figures here are those of a second start.
beforeAll(() => buildIfStale(new AbortController().signal));

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'voki start '));
});

afterEach(async () => {
  for (const pid of processesOn(dataDir)) process.kill(pid, 'SIGKILL');
  await until(() => processesOn(dataDir).length === 0, 10_000);
  for (const child of groups.splice(0)) child.removeAllListeners();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Started {
  npm: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
  /** Its address, once it serves. */
  address: () => Promise<string>;
}

function npmStart(settings: Record<string, string> = {}): Started {
  const npm = spawn('npm', ['start'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...withoutSettings(),
      PORT: '0',
      VOKI_DATA_DIR: dataDir,
      NO_COLOR: '1',
      ...settings,
    },
  });
  groups.push(npm);
  let output = '';
  for (const stream of [npm.stdout, npm.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const ended = once(npm, 'close').then(([code]) => code as number | null);
  return {
    npm,
    output: () => output,
    ended,
    address: async () => {
      const serving = () => /serves on (http:\S+)/.exec(output)?.[1];
      await until(() => serving() !== undefined || npm.exitCode !== null, 60_000);
      expect(serving(), output).toBeDefined();
      return serving() ?? '';
    },
  };
}

const interrupt = ({ npm }: Started) => process.kill(-(npm.pid ?? 0), 'SIGINT');
const vanished = () => until(() => processesOn(dataDir).length === 0, 30_000);

/** What OPTIONS says and what a refusal offers, of the running Next. */
async function expectAllow(address: string): Promise<void> {
  const page = await (await fetch(`${address}/sign-in`)).text();
  const script = /\/_next\/static\/[^"]+\.js/.exec(page)?.[0] ?? '';
  for (const [path, allow, foreign] of [
    ['/api/events', 'POST, OPTIONS', 'PUT'],
    ['/api/webhooks', 'GET, POST, HEAD, OPTIONS', 'PATCH'],
    ['/api/webhooks/x/secret/rotate', 'GET, POST, DELETE, HEAD, OPTIONS', 'PUT'],
    ['/api/auth/session', 'GET, POST, HEAD, OPTIONS', 'DELETE'],
    ['/sign-in', 'GET, POST, HEAD, OPTIONS', 'PUT'],
    [script, 'GET, HEAD, OPTIONS', 'POST'],
  ] as const) {
    const options = await fetch(`${address}${path}`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')], path).toEqual([204, allow]);
    for (const method of [foreign, 'PROPFIND']) {
      const refused = await fetch(`${address}${path}`, { method });
      expect([refused.status, refused.headers.get('allow')], `${method} ${path}`).toEqual([405, allow]);
      expect(await refused.json()).toMatchObject({ code: 'method_not_allowed' });
    }
  }
  for (const method of ['OPTIONS', 'PROPFIND'])
    expect((await fetch(`${address}/api/nothing`, { method })).status, method).toBe(404);
}

describe('npm start', () => {
  it('serves, says where and as whom, and Ctrl-C leaves nothing; the next one is quick and has the same data', async () => {
    const first = npmStart();
    const address = await first.address();
    expect((await fetch(`${address}/api/health/ready`)).status).toBe(200);
    expect((await fetch(`${address}/settings/webhooks`, { redirect: 'manual' })).status).toBe(307);
    // Only Next says by what its answers differ.
    const posted = await fetch(`${address}/api/events`, { method: 'POST' });
    expect([posted.status, posted.headers.get('vary')]).toEqual([401, null]);
    expect((await fetch(`${address}/api/events`)).headers.get('vary')).not.toBeNull();
    await expectAllow(address);
    for (const person of ['manager@demo', 'supervisor@demo', 'attendant@demo', 'manager@basic'])
      expect(first.output()).toContain(`${person}.voki.test`);
    const organization = /--org (\S+)/.exec(first.output())?.[1];
    interrupt(first);
    expect(await vanished()).toBe(true);

    const began = performance.now();
    const second = npmStart();
    await second.address();
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(second.output()).toContain(`--org ${organization} `);
    expect(second.output()).not.toContain('Made the demo organisation');
  });

  it('is stopped as a whole by SIGTERM to npm', async () => {
    const started = npmStart();
    await started.address();
    started.npm.kill('SIGTERM');
    await started.ended;
    expect(await vanished()).toBe(true);
  });

  it('ends by itself when npm is killed', async () => {
    const started = npmStart();
    await started.address();
    started.npm.kill('SIGKILL');
    expect(await vanished()).toBe(true);
  });

  it('starts again after all of it was killed, and after all but the database was', async () => {
    for (const spare of ['', 'postgres']) {
      const started = npmStart();
      await started.address();
      for (const pid of processesOn(dataDir)) {
        const isSpared = spare && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(spare);
        if (!isSpared) process.kill(pid, 'SIGKILL');
      }
      await started.ended;
    }
    const last = npmStart();
    expect((await fetch(`${await last.address()}/api/health/ready`)).status).toBe(200);
    interrupt(last);
    expect(await vanished()).toBe(true);
  });

  it('says that another one serves the same data, and leaves that one alone', async () => {
    const first = npmStart();
    const address = await first.address();
    const second = npmStart();
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`Another one already serves the data in ${dataDir}`);
    expect((await fetch(`${address}/api/health/ready`)).status).toBe(200);
  });
});

describe('npm start that cannot serve says so in one line, and leaves nothing', () => {
  /** What was said beside npm's own lines and the progress. */
  const said = ({ output }: Started) =>
    output()
      .split('\n')
      .filter((line) => line.trim() && !/^(>|·|npm )/.test(line));

  it('a taken port', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const started = npmStart({ PORT: port });
    expect(await started.ended).toBe(1);
    other.close();
    expect(said(started)).toEqual([expect.stringContaining(`Port ${port} on 127.0.0.1 is taken`)]);
    expect(await vanished()).toBe(true);
  });

  it('missing variables, all of them at once', async () => {
    const started = npmStart({ DATABASE_URL: 'postgresql://127.0.0.1:1/voki', DELIVERY_TIMEOUT_MS: 'soon' });
    expect(await started.ended).toBe(1);
    for (const name of ['AUTH_SECRET', 'ENCRYPTION_KEYS', 'DELIVERY_TIMEOUT_MS'])
      expect(said(started).join('\n')).toContain(name);
  });

  it('an unreachable database, without its password', async () => {
    const started = npmStart({
      DATABASE_URL: 'postgresql://voki:hidden-word@127.0.0.1:1/voki',
      AUTH_SECRET: 'x'.repeat(32),
      ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
    });
    expect(await started.ended).toBe(1);
    expect(said(started)).toEqual([
      expect.stringContaining('DATABASE_URL: 127.0.0.1:1/voki cannot be used: nothing listens there'),
    ]);
    expect(started.output()).not.toContain('hidden-word');
  });
});
