import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { processIdentity, until } from './processes';

/** What a running server writes into `postmaster.pid` of its data folder. */
export interface Postmaster {
  pid: number;
  port: number;
  /** The server says so itself once it takes connections. */
  ready: boolean;
}

/** Null when no server claims the folder. Lines: https://www.postgresql.org/docs/18/storage-file-layout.html */
export function readPostmaster(cluster: string): Postmaster | null {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
  } catch {
    return null;
  }
}

export function connectionString(port: number, password: string, database: string): string {
  return `postgresql://voki:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/**
 * The server that already runs on this folder, as one left by a killed `npm start`. It is taken for ours only
 * when it lets our password in and names this very folder. A stale `postmaster.pid` is removed: after a restart of
 * the machine its number may belong to any process, and PostgreSQL would refuse to start.
 */
export async function findRunning(cluster: string, password: string): Promise<Postmaster | null> {
  const seen = readPostmaster(cluster);
  if (!seen) return null;
  await until(() => {
    const now = readPostmaster(cluster);
    return !now || now.ready || processIdentity(now.pid) === null;
  }, 30_000);
  const running = readPostmaster(cluster);
  if (!running) return null;
  if (processIdentity(running.pid) !== null && (await isOurs(running, cluster, password))) return running;
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
  return null;
}

async function isOurs(running: Postmaster, cluster: string, password: string): Promise<boolean> {
  if (!running.ready) return false;
  const client = new pg.Client({
    connectionString: connectionString(running.port, password, 'postgres'),
    connectionTimeoutMillis: 5000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return rows[0]?.data_directory === cluster;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Stops a server, adopted or not: "fast" first (open transactions are rolled back), "immediate" when that takes over 20 s. */
export async function stopPostmaster(cluster: string, pid: number): Promise<void> {
  const gone = () => processIdentity(pid) === null || readPostmaster(cluster)?.pid !== pid;
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (await until(gone, 20_000)) break;
  }
  // The pid file goes a moment before the process does; whoever asked for a stop wants to see neither.
  await until(() => processIdentity(pid) === null, 5000);
}
