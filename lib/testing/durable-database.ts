import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/lib/platform/embedded-postgres';
import { migrate } from '@/lib/platform/migrate';
import { processIdentity, until } from '@/lib/platform/processes';
import { freePort } from './ports';
import { removeAbandoned } from './test-server';

const FOLDER = 'voki-durable-';
const PASSWORD = 'only-for-tests';

/** How PostgreSQL ends: as an operator stops it, as one in a hurry does, or as a machine that fails. */
export type DatabaseEnd = 'fast' | 'immediate' | 'killed';

const SIGNAL_OF_END = { fast: 'SIGINT', immediate: 'SIGQUIT', killed: 'SIGKILL' } as const;

/** A PostgreSQL with its durability on, migrated, which can be ended and started again under the same address. */
export interface DurableDatabase {
  url: string;
  /** Ends it and resolves when it is gone. */
  end(how: DatabaseEnd): Promise<void>;
  start(): Promise<void>;
  /** Lets none of its processes run until {@link DurableDatabase.thaw}, as when the machine under it is paused. Linux only. */
  freeze(): void;
  thaw(): void;
  /** Rows of one statement, on a connection of its own that names itself `test`. */
  query<Row extends pg.QueryResultRow>(statement: string, values?: unknown[]): Promise<Row[]>;
  /** Stops it and removes what it kept. */
  close(): Promise<void>;
}

/**
 * Starts one and makes it the database of this process, so that factories write into it.
 * @param more settings of the server by name
 */
export async function startDurableDatabase(more: Record<string, string> = {}): Promise<DurableDatabase> {
  await removeAbandoned(FOLDER, PASSWORD);
  const dataDir = mkdtempSync(join(tmpdir(), `${FOLDER}${process.pid}-`));
  const settings = { port: String(await freePort()), fsync: 'on', synchronous_commit: 'on', ...more };
  const start = () => startEmbeddedPostgres({ dataDir, password: PASSWORD, settings });
  const server = await start();
  await migrate(server.connectionString);
  return databaseOf(dataDir, server, start);
}

/**
 * Makes an embedded one, migrated already, the database of this process.
 * @param again how it is started once it has ended
 */
export function databaseOf(
  dataDir: string,
  first: EmbeddedPostgres,
  again: () => Promise<EmbeddedPostgres>,
): DurableDatabase {
  let server = first;
  const url = server.connectionString;
  process.env.DATABASE_URL = url;
  return {
    url,
    async end(how) {
      const { pid } = server;
      process.kill(pid, SIGNAL_OF_END[how]);
      await until(() => processIdentity(pid) === null, 30_000);
    },
    async start() {
      server = await again();
    },
    freeze() {
      // The postmaster first, so that nothing begins behind our back.
      signal([server.pid], 'SIGSTOP');
      signal(childrenOf(server.pid), 'SIGSTOP');
    },
    thaw: () => signal([...childrenOf(server.pid), server.pid], 'SIGCONT'),
    async query<Row extends pg.QueryResultRow>(statement: string, values: unknown[] = []) {
      const client = new pg.Client({ connectionString: url, application_name: 'test' });
      await client.connect();
      try {
        return (await client.query<Row>(statement, values)).rows;
      } finally {
        await client.end();
      }
    },
    async close() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) process.kill(pid, name);
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === parent);
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}
