import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { processIdentity, until } from './processes';

/** What a running server writes into `postmaster.pid` of its data folder. */
export interface Postmaster {
  pid: number;
  port: number;
  /** The server says so itself once it takes connections. */
  ready: boolean;
  /** It was told to stop; a "smart" stop waits for everybody who is connected, for ever. */
  stopping: boolean;
}

/** A server that is restarting, stopping, or starting takes no connections for so long at most. */
const PATIENCE_MS = 30_000;
const CONNECT_MS = 5000;
const POLL_MS = 20;

/** https://www.postgresql.org/docs/18/errcodes-appendix.html: it starts, stops or recovers; all its connections are taken. */
const NOT_NOW = ['57P03', '53300'];
/** It is up, and lets this password or account in no more. */
const REFUSED = ['28P01', '28000'];

/** Null when no server claims the folder. Lines: https://www.postgresql.org/docs/18/storage-file-layout.html */
export function readPostmaster(cluster: string): Postmaster | null {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    const state = lines[7]?.trim();
    return {
      pid: Number(lines[0]),
      port: Number(lines[3]),
      ready: state === 'ready',
      stopping: state === 'stopping',
    };
  } catch {
    return null;
  }
}

/** The port that the folder's server was last started on, whether it still runs or not. */
export function lastPort(cluster: string): number | null {
  try {
    const port = /"port=(\d+)"/.exec(readFileSync(join(cluster, 'postmaster.opts'), 'utf8'))?.[1];
    return port === undefined ? null : Number(port);
  } catch {
    return null;
  }
}

export function connectionString(port: number, password: string, database: string): string {
  return `postgresql://voki:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/**
 * Whether a process is a server of this folder: servers work in it. Null where that cannot be told, as on other systems
 * than Linux, or without the right to look at a process of another account.
 */
function worksIn(pid: number, cluster: string): boolean | null {
  if (process.platform !== 'linux') return null;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
  } catch {
    return null;
  }
}

/**
 * The server that already runs on this folder, as one left by a killed `npm start`, once it takes connections. Where the
 * system does not tell whose process it is, it is taken for ours only when it lets our password in and names this very
 * folder. A stale `postmaster.pid` is removed: after a restart of the machine its number may belong to any process, and
 * PostgreSQL would refuse to start. That of a server which lives is left alone, as without it the server ends itself.
 * Throws when one lives and takes no connections within 30 seconds, and the reason of `signal` once that is aborted.
 */
export async function findRunning(
  cluster: string,
  password: string,
  signal?: AbortSignal,
): Promise<Postmaster | null> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    signal?.throwIfAborted();
    const server = readPostmaster(cluster);
    const sight = server ? await look(server, cluster, password) : 'gone';
    if (sight === 'up') return server;
    const isOver = performance.now() > deadline;
    if (sight === 'busy' && isOver)
      throw new Error(`The embedded PostgreSQL (process ${server?.pid}) runs and takes no connections`);
    if (sight === 'gone' || isOver) break;
    await sleep(POLL_MS);
  }
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
  return null;
}

/** `busy`: it lives, and takes no connections now. `unclear`: a process lives that may be it, and has not said that it is ready. */
async function look(
  server: Postmaster,
  cluster: string,
  password: string,
): Promise<'up' | 'busy' | 'unclear' | 'gone'> {
  if (processIdentity(server.pid) === null) return 'gone';
  const works = worksIn(server.pid, cluster);
  if (works === false) return 'gone';
  if (!server.ready) return works ? 'busy' : 'unclear';
  const answer = await ask(server, cluster, password);
  if (answer === 'ours' || (works && answer === 'refused')) return 'up';
  return works || answer === 'not now' ? 'busy' : 'gone';
}

type Answer = 'ours' | 'refused' | 'not now' | 'foreign';

async function ask({ port }: Postmaster, cluster: string, password: string): Promise<Answer> {
  const client = new pg.Client({
    connectionString: connectionString(port, password, 'postgres'),
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: CONNECT_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return realpathSync(rows[0]?.data_directory ?? '') === realpathSync(cluster) ? 'ours' : 'foreign';
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (NOT_NOW.includes(code)) return 'not now';
    return REFUSED.includes(code) ? 'refused' : 'foreign';
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Stops the folder's server, adopted or not: "fast" first (open transactions are rolled back), "immediate" when that
 * takes over 20 s.
 * @param pid what it was when last seen; one that was started since then is stopped too where it can be told for one
 */
export async function stopPostmaster(cluster: string, pid: number): Promise<void> {
  const server = readPostmaster(cluster);
  if (!server || !(worksIn(server.pid, cluster) ?? server.pid === pid)) return;
  const gone = () => processIdentity(server.pid) === null || readPostmaster(cluster)?.pid !== server.pid;
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    try {
      process.kill(server.pid, signal);
    } catch {
      return;
    }
    if (await until(gone, 20_000)) break;
  }
  // The pid file goes a moment before the process does; whoever asked for a stop wants to see neither.
  await until(() => processIdentity(server.pid) === null, 5000);
}
