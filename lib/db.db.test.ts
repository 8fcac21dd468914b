import { expect, it } from 'vitest';
import { isDatabaseAway } from './database-away';
import { enginePool, pool } from './db';

const PATIENCE = 30_000;

it.each([
  ['pool', pool],
  ['engine pool', enginePool],
])(
  '%s: the server ends a statement before we give its connection up, and a transaction that stands still',
  async (_, of) => {
    const { rows } = await of().query<{ name: string; setting: string }>(
      `SELECT name, setting FROM pg_settings
     WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout') ORDER BY name`,
    );
    for (const { name, setting } of rows) {
      expect(Number(setting), name).toBeGreaterThan(0);
      expect(Number(setting), name).toBeLessThan(PATIENCE);
    }
    expect(rows).toHaveLength(2);
  },
);

it('takes a transaction that was ended because it stood still for a database that is away', async () => {
  const client = await pool().connect();
  const broken = new Promise((resolve) => client.on('error', resolve));
  await client.query('BEGIN');
  await client.query(`SET LOCAL idle_in_transaction_session_timeout = '10ms'`);
  const error = await broken;
  client.release(true);
  expect(error).toMatchObject({ code: '25P03' });
  expect(isDatabaseAway(error)).toBe(true);
});
