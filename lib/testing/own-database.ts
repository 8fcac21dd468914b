import { randomBytes } from 'node:crypto';
import { afterAll, inject } from 'vitest';
import { closeDatabase } from '@/lib/db';
import { administer, databaseUrl } from './test-server';

/** Gives each test file a migrated, empty database of its own, before any of its modules asks the environment. */
const serverUrl = inject('serverUrl');
const name = `voki_test_${randomBytes(6).toString('hex')}`;
await administer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${inject('templateDatabase')}`);
process.env.DATABASE_URL = databaseUrl(serverUrl, name);

afterAll(async () => {
  await closeDatabase();
  await administer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
});
