import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres';
import { exclusively } from './file-lock';
import { readPostmaster } from './postmaster';
import { processIdentity, until } from './processes';
import type { ServerNews } from './server-watch';

vi.setConfig({ testTimeout: 60_000 });

const FAST = { fsync: 'off' };
const WAIT = { timeout: 30_000, interval: 10 };
const password = 'only for tests';
/** One for all tests, each of which ends its server: to make a cluster takes a second. */
const dataDir = mkdtempSync(join(tmpdir(), 'voki watch '));
const cluster = join(dataDir, 'postgres');
const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

interface Kept {
  server: EmbeddedPostgres;
  news: ServerNews[];
  told: () => string[];
}

async function keep(): Promise<Kept> {
  const news: ServerNews[] = [];
  const keepRunning = (one: ServerNews) => void news.push(one);
  const server = await startEmbeddedPostgres({ dataDir, password, settings: FAST, keepRunning });
  cleanUp.push(() => server.stop());
  // A try may come before the last backend of a killed server has ended.
  const told = () => news.map(({ what }) => what).filter((what) => what !== 'failed');
  return { server, news, told };
}

/** Another process that uses the same server and keeps it running; what it has to tell comes as messages. */
async function keepElsewhere(): Promise<{ child: ChildProcess; news: ServerNews[] }> {
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(join(import.meta.dirname, 'embedded-postgres.ts'))};
    const options = ${JSON.stringify({ dataDir, password, settings: FAST })};
    const { stop } = await startEmbeddedPostgres({ ...options, keepRunning: (news) => process.send(news) });
    process.send('started');
    process.on('message', async () => { process.send({ what: await stop() }); process.disconnect(); });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  cleanUp.push(() => child.kill('SIGKILL'));
  await once(child, 'message');
  const news: ServerNews[] = [];
  child.on('message', (one: ServerNews) => news.push(one));
  return { child, news };
}

async function query(sql: string, { connectionString }: EmbeddedPostgres): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** All processes of the server, its own children too; none where the system does not tell. */
function serverProcesses(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        return pid > 0 && readlinkSync(`/proc/${pid}/cwd`) === cluster && processIdentity(pid) !== null;
      } catch {
        return false;
      }
    });
}

/** Keeps everybody from starting the server until `port` is taken by somebody else. */
async function killAndTakePort({ pid, port }: EmbeddedPostgres): Promise<void> {
  const other = createServer((socket) => socket.destroy());
  await exclusively(join(dataDir, 'postgres.lock'), async () => {
    process.kill(pid, 'SIGKILL');
    await until(() => processIdentity(pid) === null, 10_000);
    other.listen(port, '127.0.0.1');
    await once(other, 'listening');
  });
  cleanUp.push(() => other.close());
}

describe('an embedded PostgreSQL that is kept running', () => {
  it('starts again on its port with its data, however it ended, and says so each time', async () => {
    const { server, news, told } = await keep();
    await query('CREATE TABLE kept AS SELECT 42 AS answer', server);
    expect(await server.claimServing('the one that serves')).toBeNull();
    // Told to stop by SIGTERM it would wait for us, and let nobody in, for ever.
    for (const signal of ['SIGKILL', 'SIGQUIT', 'SIGTERM'] as const) {
      news.length = 0;
      const { pid } = server;
      process.kill(pid, signal);
      await vi.waitFor(() => expect(told(), signal).toEqual(['away', 'back']), WAIT);
      expect(server.pid, signal).not.toBe(pid);
      expect(await query('SELECT answer FROM kept', server), signal).toEqual([{ answer: 42 }]);
    }
    const second = await keep();
    expect(second.server.port).toBe(server.port);
    // Still known as the one that serves.
    expect(await second.server.claimServing('another one')).toBe('the one that serves');
    expect([await server.stop(), await second.server.stop()]).toEqual(['in use', 'stopped']);
    expect(serverProcesses()).toEqual([]);
  });

  it('is started again by one of the processes that use it, and ends with the last of them', async () => {
    const { server, news } = await keep();
    const other = await keepElsewhere();
    for (const _ of [1, 2]) {
      const { pid } = server;
      const before = [news.length, other.news.length];
      process.kill(pid, 'SIGKILL');
      const backs = () => [news.slice(before[0]), other.news.slice(before[1])].flat();
      await vi.waitFor(() => {
        const back = backs().filter(({ what }) => what === 'back');
        expect(back).toEqual([1, 2].map(() => expect.objectContaining({ pid: server.pid })));
      }, WAIT);
    }
    expect(await server.stop()).toBe('in use');
    // The other one is the only one left that could, and did not start the first one.
    const { port } = server;
    process.kill(server.pid, 'SIGKILL');
    await vi.waitFor(() => expect(readPostmaster(cluster)).toMatchObject({ port, ready: true }), WAIT);
    await vi.waitFor(() => expect(other.news.filter(({ what }) => what === 'back')).toHaveLength(3), WAIT);
    other.child.send('stop');
    await vi.waitFor(() => expect(other.news.at(-1)).toEqual({ what: 'stopped' }), WAIT);
    expect(serverProcesses()).toEqual([]);
  });

  it('is tried again after growing waits while something is in its way, and a stop ends that', async () => {
    const { server, news } = await keep();
    const waits = () => news.flatMap((one) => (one.what === 'failed' ? [one.retryMs] : []));
    await killAndTakePort(server);
    await vi.waitFor(() => expect(waits()).toEqual([200, 400]), WAIT);
    expect(await server.stop()).toBe('stopped');
    expect(serverProcesses()).toEqual([]);
  });

  it('is not started behind a stop, nor left half started by one', async () => {
    const { server } = await keep();
    const { pid } = server;
    process.kill(pid, 'SIGKILL');
    const begun = () => {
      const now = readPostmaster(cluster);
      return now !== null && now.pid !== pid;
    };
    await vi.waitFor(() => expect(begun()).toBe(true), { timeout: 30_000, interval: 1 });
    expect(await server.stop()).toBe('stopped');
    expect(serverProcesses()).toEqual([]);
    expect(readPostmaster(cluster)).toBeNull();
  });

  it('loses only the session when only that is ended, and is then counted as used all the same', async () => {
    const { server, news } = await keep();
    const other = await startEmbeddedPostgres({ dataDir, password });
    cleanUp.push(() => other.stop());
    const mine = `FROM pg_stat_activity WHERE application_name = 'voki ${process.pid}' AND datname = 'postgres'`;
    await query(`SELECT pg_terminate_backend(pid) ${mine} ORDER BY backend_start LIMIT 1`, server);
    await vi.waitFor(async () => {
      expect(await query(`SELECT count(*)::int AS sessions ${mine}`, server)).toEqual([{ sessions: 2 }]);
    }, WAIT);
    expect(await other.stop()).toBe('in use');
    expect(news).toEqual([]);
  });

  it('is left alone by who comes while it takes no connections, and keeps its pid file', async () => {
    const few = { ...FAST, max_connections: '6', superuser_reserved_connections: '0', max_wal_senders: '0' };
    const first = await startEmbeddedPostgres({ dataDir, password, settings: few });
    cleanUp.push(() => first.stop());
    const clients = Array.from({ length: 5 }, () => new pg.Client(first.connectionString));
    for (const client of clients) await client.connect();
    const coming = keep();
    const log = () => readFileSync(join(dataDir, 'postgres.log'), 'utf8');
    await vi.waitFor(() => expect(log()).toContain('too many clients'), WAIT);
    expect(readPostmaster(cluster)?.pid).toBe(first.pid);
    for (const client of clients) await client.end();
    expect((await coming).server).toMatchObject({ adopted: true, pid: first.pid });
  });
});
