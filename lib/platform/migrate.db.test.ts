import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { pool } from '@/lib/db';
import { env } from '@/lib/env';
import { administer, databaseUrl } from '@/lib/testing/test-server';
import { migrate } from './migrate';

const REPOSITORY = 'prisma/migrations';
const names = readdirSync(REPOSITORY, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'voki migrations '));
  cpSync(REPOSITORY, folder, { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function add(name: string, sql: string): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'migration.sql'), sql);
}

const up = () => migrate(env().DATABASE_URL, folder);
const books = async () =>
  (await pool().query('SELECT * FROM _prisma_migrations ORDER BY migration_name')).rows;

describe('migrate', () => {
  it('has brought the test database up to date, with the books as Prisma keeps them', async () => {
    expect(await up()).toEqual([]);
    const entries = await books();
    expect(entries.map((entry) => entry.migration_name)).toEqual(names);
    for (const entry of entries) {
      const file = readFileSync(join(REPOSITORY, entry.migration_name, 'migration.sql'));
      expect(entry).toMatchObject({
        checksum: createHash('sha256').update(file).digest('hex'),
        applied_steps_count: 1,
        rolled_back_at: null,
      });
      expect(entry.finished_at).toBeInstanceOf(Date);
    }
  });

  it('applies what is new, once, when two run at the same time', async () => {
    const name = `voki_migrate_${process.pid}`;
    await administer(inject('serverUrl'), `CREATE DATABASE ${name}`);
    const url = databaseUrl(inject('serverUrl'), name);
    const applied = await Promise.all([migrate(url, folder), migrate(url, folder)]);
    await administer(inject('serverUrl'), `DROP DATABASE ${name} WITH (FORCE)`);
    expect(applied.flat()).toEqual(names);
  });

  it('undoes a failing migration as a whole and names it', async () => {
    add('29990101000000_broken', 'CREATE TABLE half (id int); SELECT nonsense;');
    await expect(up()).rejects.toThrow(/29990101000000_broken failed and was undone: .*nonsense/);
    expect((await pool().query("SELECT to_regclass('half') AS half")).rows).toEqual([{ half: null }]);
    expect(await books()).toHaveLength(names.length);
  });

  it('fails alone, and not with its process, when the connection breaks', async () => {
    add('29990101000000_last', 'SELECT pg_terminate_backend(pg_backend_pid());');
    await expect(up()).rejects.toThrow(/29990101000000_last failed and was undone/);
    expect(await books()).toHaveLength(names.length);
  });

  it('refuses when an applied migration was changed', async () => {
    writeFileSync(join(folder, names[0] ?? '', 'migration.sql'), '-- changed');
    await expect(up()).rejects.toThrow(`${names[0]} was changed after it was applied`);
  });

  it('refuses a database that is newer than the code', async () => {
    add('29990101000000_from_the_future', 'SELECT 1;');
    expect(await up()).toEqual(['29990101000000_from_the_future']);
    await expect(migrate(env().DATABASE_URL, REPOSITORY)).rejects.toThrow(
      'The database is newer than this code',
    );
  });
});
