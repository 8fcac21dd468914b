import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/**
 * Applies prisma/migrations as plain SQL. Prisma's own engine is a download that not every place allows, so this
 * keeps its books (`_prisma_migrations`) in its way: `prisma migrate deploy` on the same database agrees.
 */

/** Key of the lock under which migrations run; Prisma's own, so that its CLI and this exclude each other. */
const PRISMA_LOCK = 72_707_369;

const BOOKS = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

interface Migration {
  name: string;
  sql: string;
  /** SHA-256 of the file's bytes, in hex, as Prisma writes it. */
  checksum: string;
}

interface Entry {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

/** The database and the code do not fit; the message says what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

/**
 * Brings the database up to date, each migration in a transaction of its own with its entry in the books.
 * Answers the names of those applied. Throws {@link MigrationError} before any change when an applied migration
 * was changed since, or when the database has one that this code does not know.
 */
export async function migrate(connectionString: string, folder = migrationsFolder()): Promise<string[]> {
  const known = readMigrations(folder);
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  // The statement that waits fails as well; without a listener the whole process would.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await client.query(BOOKS);
    const due = pending(known, await readBooks(client));
    for (const migration of due) await apply(client, migration);
    return due.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

/** The folder of this repository; found from the working folder, which is the project's in every command. */
function migrationsFolder(): string {
  return join(process.cwd(), 'prisma/migrations');
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'migration.sql')))
    .map(({ name }) => {
      const bytes = readFileSync(join(folder, name, 'migration.sql'));
      return {
        name,
        sql: bytes.toString('utf8'),
        checksum: createHash('sha256').update(bytes).digest('hex'),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readBooks(client: pg.Client): Promise<Entry[]> {
  const { rows } = await client.query<Entry>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at',
  );
  return rows;
}

/** What is still to be applied. Pure; throws when books and folder contradict each other. */
function pending(known: Migration[], books: Entry[]): Migration[] {
  for (const entry of books) {
    const migration = known.find(({ name }) => name === entry.migration_name);
    if (!migration)
      throw new MigrationError(
        `The database is newer than this code: it has the migration ${entry.migration_name}. Update the code, or use another database.`,
      );
    if (!entry.finished_at)
      throw new MigrationError(
        `The migration ${entry.migration_name} was begun by another tool and not finished. Settle it with \`prisma migrate resolve\`.`,
      );
    if (migration.checksum !== entry.checksum)
      throw new MigrationError(
        `The migration ${entry.migration_name} was changed after it was applied. Restore the file and put the change into a new migration.`,
      );
  }
  const applied = new Set(books.map((entry) => entry.migration_name));
  return known.filter(({ name }) => !applied.has(name));
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new MigrationError(`The migration ${name} failed and was undone: ${(error as Error).message}`);
  }
}
