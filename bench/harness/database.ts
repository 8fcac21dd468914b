import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@/lib/platform/embedded-postgres';
import { migrate } from '@/lib/platform/migrate';
import { postgresBinaries } from '@/lib/platform/postgres-binaries';
import { findRunning, stopPostmaster } from '@/lib/platform/postmaster';
import { processIdentity } from '@/lib/platform/processes';
import { administer, databaseUrl } from '@/lib/testing/test-server';
import type { Undo } from './undo';

const FOLDER = 'voki-bench-db-';
/** Of a server that lives as long as this run, on loopback, with made-up rows in it. */
const PASSWORD = 'only-for-the-benchmark';
const TEMPLATE = 'voki_template';

export interface BenchServer {
  version: string;
  /** A new, migrated, empty database; answers its address. */
  create: (name: string) => Promise<string>;
  /** A new database without any table. */
  createEmpty: (name: string) => Promise<string>;
}

/** A throw-away PostgreSQL with the settings of production: commits reach the disk before they are answered. */
export async function startServer(undo: Undo): Promise<BenchServer> {
  await removeAbandoned();
  const dataDir = mkdtempSync(join(tmpdir(), `${FOLDER}${process.pid}-`));
  undo.add(() => rmSync(dataDir, { recursive: true, force: true }));
  const server = await startEmbeddedPostgres({ dataDir, password: PASSWORD });
  undo.add(() => server.stop());
  const url = server.connectionString;
  await administer(url, `CREATE DATABASE ${TEMPLATE}`);
  await migrate(databaseUrl(url, TEMPLATE));
  const create = async (name: string, options: string) => {
    await administer(url, `CREATE DATABASE ${name} ${options}`);
    return databaseUrl(url, name);
  };
  return {
    version: spawnSync(postgresBinaries().postgres, ['--version'], { encoding: 'utf8' }).stdout.replace(
      /[^\d.]/g,
      '',
    ),
    create: (name) => create(name, `TEMPLATE ${TEMPLATE}`),
    createEmpty: (name) => create(name, ''),
  };
}

/** A killed run leaves its server behind; the next one clears it away. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(FOLDER))) {
    const pid = Number(name.slice(FOLDER.length).split('-')[0]);
    if (processIdentity(pid) !== null) continue;
    const cluster = join(tmpdir(), name, 'postgres');
    const running = await findRunning(cluster, PASSWORD);
    if (running) await stopPostmaster(cluster, running.pid);
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}
