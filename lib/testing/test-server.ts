import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/lib/platform/embedded-postgres';
import { migrate } from '@/lib/platform/migrate';
import { findRunning, stopPostmaster } from '@/lib/platform/postmaster';
import { processIdentity } from '@/lib/platform/processes';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a database on the test server from which others can be made. */
    serverUrl: string;
    /** A migrated, empty database that nobody is connected to. */
    templateDatabase: string;
  }
}

const FOLDER = 'voki-test-db-';
const PASSWORD = 'only-for-tests';
/** What is lost when the machine fails is of no interest to a test. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * One PostgreSQL for a run of the integration tests: TEST_DATABASE_URL (an account that may create databases),
 * or a throw-away embedded one.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandoned(FOLDER, PASSWORD);
  const given = process.env.TEST_DATABASE_URL;
  const dataDir = mkdtempSync(join(tmpdir(), `${FOLDER}${process.pid}-`));
  const embedded = given
    ? null
    : await startEmbeddedPostgres({ dataDir, password: PASSWORD, settings: FAST });
  const serverUrl = given ?? embedded?.connectionString ?? '';
  const templateDatabase = `voki_template_${randomBytes(6).toString('hex')}`;
  await administer(serverUrl, `CREATE DATABASE ${templateDatabase}`);
  await migrate(databaseUrl(serverUrl, templateDatabase), join(project.config.root, 'prisma/migrations'));
  project.provide('serverUrl', serverUrl);
  project.provide('templateDatabase', templateDatabase);
  return async () => {
    if (embedded) await discard(embedded, dataDir);
    else await administer(serverUrl, `DROP DATABASE ${templateDatabase} WITH (FORCE)`);
  };
}

async function discard(embedded: EmbeddedPostgres, dataDir: string): Promise<void> {
  await embedded.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

/**
 * A killed run leaves its server behind; the next one clears it away.
 * @param folder how temporary folders of such servers begin; the id of the process that made one follows
 */
export async function removeAbandoned(folder: string, password: string): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(folder))) {
    const pid = Number(name.slice(folder.length).split('-')[0]);
    if (processIdentity(pid) !== null) continue;
    const cluster = join(tmpdir(), name, 'postgres');
    const running = await findRunning(cluster, password);
    if (running) await stopPostmaster(cluster, running.pid);
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

/** The same server, another database. */
export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Runs one statement outside of a transaction, as CREATE and DROP DATABASE need. */
export async function administer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
