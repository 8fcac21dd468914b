import { once } from 'node:events';
import pg from 'pg';
import { expect, it } from 'vitest';
import { isDatabaseAway } from './database-away';
import { pool } from './db';
import { env } from './env';

const refusal = (query: Promise<unknown>) =>
  query.then(
    () => null,
    (error: unknown) => error,
  );

it('knows a connection that the server has ended, and one that was closed here', async () => {
  const client = new pg.Client({ connectionString: env().DATABASE_URL });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const broken = once(client, 'error');
  // Another one follows when the socket closes.
  client.on('error', () => {});
  await pool().query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
  const [error] = await broken;
  expect(isDatabaseAway(error)).toBe(true);
  expect(isDatabaseAway(await refusal(client.query('SELECT 1')))).toBe(true);
  await client.end();
  expect(isDatabaseAway(await refusal(client.query('SELECT 1')))).toBe(true);
});

it.each([
  ['no disk left', '53100'],
  ['no memory or locks left', '53200'],
  ['a server that another has taken over from', '25006'],
  ['a statement out of time', '57014'],
  ['prepared statements that a pooler has dropped', '26000'],
  ['a deadlock', '40P01'],
])('takes %s for it', async (_name, state) => {
  const refused = await refusal(
    pool().query(`DO $$ BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = '${state}'; END $$`),
  );
  expect(refused).toMatchObject({ code: state });
  expect(isDatabaseAway(refused)).toBe(true);
});

it('takes a statement that was prepared before a migration for it', async () => {
  const client = await pool().connect();
  const query = { name: 'before-a-migration', text: 'SELECT * FROM migrated' };
  try {
    await client.query('CREATE TEMP TABLE migrated (a int)');
    await client.query(query);
    await client.query('ALTER TABLE migrated ALTER a TYPE text');
    const refused = await refusal(client.query(query));
    expect(refused).toMatchObject({ code: '0A000' });
    expect(isDatabaseAway(refused)).toBe(true);
  } finally {
    client.release(true);
  }
});

it('does not take a fault of a statement for it', async () => {
  expect(isDatabaseAway(await refusal(pool().query('SELECT nothing_of_the_kind')))).toBe(false);
});
