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

it('does not take a fault of a statement for it', async () => {
  expect(isDatabaseAway(await refusal(pool().query('SELECT nothing_of_the_kind')))).toBe(false);
});
