import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres';
import { processIdentity } from './processes';

vi.setConfig({ testTimeout: 60_000 });

const FAST = { fsync: 'off' };
const password = 'a password / with : reserved @ characters';
let parent: string;
let dataDir: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'voki embedded '));
  // Longer than a Unix socket's path may be, with spaces, below a folder that only its owner may enter.
  dataDir = join(parent, 'a folder', 'x'.repeat(100), 'dados da clínica');
  mkdirSync(dataDir, { recursive: true });
  chmodSync(parent, 0o700);
});

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
  rmSync(parent, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, password, settings: FAST });
  cleanUp.push(() => server.stop());
  return server;
}

async function query(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Another Node process that starts the same server and says so, then does nothing. */
async function otherProcess(): Promise<{ child: ChildProcess; server: { pid: number; adopted: boolean } }> {
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(join(import.meta.dirname, 'embedded-postgres.ts'))};
    const options = ${JSON.stringify({ dataDir, password, settings: FAST })};
    const { pid, adopted, stop } = await startEmbeddedPostgres(options);
    process.send({ pid, adopted });
    process.on('message', async () => { process.send(await stop()); process.disconnect(); });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  cleanUp.push(() => child.kill('SIGKILL'));
  const [server] = await once(child, 'message');
  return { child, server };
}

const postmasterPid = () => join(dataDir, 'postgres', 'postmaster.pid');

describe('the embedded PostgreSQL', () => {
  it('starts in a folder with a long name, keeps its data, and leaves no process', async () => {
    const first = await start();
    await query(first.connectionString, 'CREATE TABLE kept AS SELECT 42 AS answer');
    expect(await first.stop()).toBe('stopped');
    expect(processIdentity(first.pid)).toBeNull();
    expect(existsSync(postmasterPid())).toBe(false);
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await query(second.connectionString, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('has the port that it had before, or another one when that is taken', async () => {
    const { port, stop } = await start();
    await stop();
    const second = await start();
    expect(second.port).toBe(port);
    await second.stop();
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    cleanUp.push(() => other.close());
    expect((await start()).port).not.toBe(port);
  });

  it('lets nobody in without the password, and listens on this machine only', async () => {
    const { connectionString } = await start();
    const wrong = new URL(connectionString);
    wrong.password = 'guessed';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    expect(await query(connectionString, 'SHOW listen_addresses')).toEqual([
      { listen_addresses: '127.0.0.1' },
    ]);
  });

  it('runs in a session of its own, which Ctrl-C at the terminal does not reach', async () => {
    const { pid } = await start();
    if (process.platform !== 'linux') return;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, , group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    expect([Number(group), Number(session)]).toEqual([pid, pid]);
  });

  it('is adopted when its Node was killed, and stopped by the one that adopted it', async () => {
    const { child, server } = await otherProcess();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const adopted = await start();
    expect(adopted).toMatchObject({ adopted: true, pid: server.pid });
    expect(await adopted.stop()).toBe('stopped');
    expect(processIdentity(server.pid)).toBeNull();
  });

  it('starts again after it was killed itself', async () => {
    const first = await start();
    await query(first.connectionString, 'CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(first.pid, 'SIGKILL');
    await first.stop();
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await query(second.connectionString, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('is not misled by a pid file whose number belongs to another process now', async () => {
    await (await start()).stop();
    writeFileSync(postmasterPid(), `${process.pid}\n${dataDir}/postgres\n1\n5432\n\n127.0.0.1\n\nready   \n`);
    expect((await start()).adopted).toBe(false);
  });

  it('begins anew when the cluster was only half made', async () => {
    mkdirSync(join(dataDir, 'postgres.new'));
    writeFileSync(join(dataDir, 'postgres.new', 'PG_VERSION'), '18\n');
    const { connectionString } = await start();
    expect(await query(connectionString, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is made once by two processes at the same time, and runs until the last one leaves', async () => {
    const [mine, { child, server }] = await Promise.all([start(), otherProcess()]);
    expect(server.pid).toBe(mine.pid);
    expect([mine.adopted, server.adopted].sort()).toEqual([false, true]);
    expect(await mine.stop()).toBe('in use');
    expect(processIdentity(mine.pid)).not.toBeNull();
    child.send('stop');
    const [answer] = await once(child, 'message');
    expect(answer).toBe('stopped');
    expect(processIdentity(mine.pid)).toBeNull();
  });

  it('tells a second server on the same folder about the first', async () => {
    const first = await start();
    const second = await start();
    expect(await first.claimServing('http://127.0.0.1:3000')).toBeNull();
    expect(await second.claimServing('http://127.0.0.1:3001')).toBe('http://127.0.0.1:3000');
    await first.stop();
    await vi.waitFor(async () => expect(await second.claimServing('http://127.0.0.1:3001')).toBeNull());
  });
});
