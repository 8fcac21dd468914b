import pg from 'pg';
import { connectionString, findRunning } from './postmaster';

/** The product's database on the embedded server. */
export const DATABASE = 'voki';

/** First key of our advisory locks: 'voki' in ASCII. */
const LOCK_SPACE = 0x766f6b69;
const LOCK_USED = 1;
const LOCK_SERVING = 2;

/** Nobody else holds a lock of ours for longer than a moment; the longest of these statements makes a database. */
const PATIENCE = { connectionTimeoutMillis: 10_000, query_timeout: 60_000 };

/**
 * By this session a process is known to the server as one that uses it. The server forgets it when the process
 * dies, however it dies, so that no kill leaves a wrong count behind.
 */
export interface ServerSession {
  /** Fulfilled when it is over: left, or broken because the server ended. */
  ended: Promise<void>;
  /** Null when this process is now the one that serves; else how the one that does described itself. */
  claimServing(description: string): Promise<string | null>;
  /** Ends the session; answers whether it was the last one. */
  leave(): Promise<boolean>;
}

/** Registers this process as a user, and creates the database when it is missing. */
export async function openSession(cluster: string, port: number, password: string): Promise<ServerSession> {
  const client = new pg.Client({
    ...PATIENCE,
    connectionString: connectionString(port, password, 'postgres'),
    application_name: `voki ${process.pid}`,
    keepAlive: true,
  });
  // It breaks when the server ends; `ended` tells, and leave() asks anew.
  client.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock_shared($1, $2)', [LOCK_SPACE, LOCK_USED]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    // Left open, it would count as a user for as long as this process lives.
    await client.end().catch(() => undefined);
    throw error;
  }
  return {
    ended,
    claimServing: (description) => claimServing(client, description),
    leave: async () => {
      const last = await isLastUser(client, cluster, password);
      await client.end().catch(() => undefined);
      return last;
    },
  };
}

async function claimServing(client: pg.Client, description: string): Promise<string | null> {
  if (await tryLock(client, LOCK_SERVING)) {
    await client.query("SELECT set_config('application_name', $1, false)", [description]);
    return null;
  }
  const holder = await client.query<{ application_name: string }>(
    `SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)
     WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND granted`,
    [LOCK_SPACE, LOCK_SERVING],
  );
  return holder.rows[0]?.application_name ?? 'another process';
}

async function isLastUser(client: pg.Client, cluster: string, password: string): Promise<boolean> {
  try {
    await client.query('SELECT pg_advisory_unlock_shared($1, $2)', [LOCK_SPACE, LOCK_USED]);
    return await tryLock(client, LOCK_USED);
  } catch {
    // A server that was only restarted meanwhile may have other users; one that is gone has none.
    const server = await findRunning(cluster, password);
    if (!server) return true;
    const fresh = new pg.Client({
      ...PATIENCE,
      connectionString: connectionString(server.port, password, 'postgres'),
    });
    fresh.on('error', () => undefined);
    await fresh.connect();
    try {
      return await tryLock(fresh, LOCK_USED);
    } finally {
      await fresh.end().catch(() => undefined);
    }
  }
}

async function tryLock(client: pg.Client, key: number): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS taken', [
    LOCK_SPACE,
    key,
  ]);
  return rows[0]?.taken === true;
}
