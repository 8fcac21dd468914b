import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import { env } from '@/lib/env';
import { engine } from '@/lib/webhooks/engine/engine';
import { readiness } from './health';

const other = new pg.Client({ connectionString: env().DATABASE_URL });

afterAll(async () => {
  await other.end();
  await engine().stop();
});

it('says that a worker waits whose look into the queue hangs, although the database answers', async () => {
  engine().start();
  expect(await readiness()).toMatchObject({ ready: true, worker: 'ok' });
  await other.connect();
  await other.query('BEGIN');
  await other.query('LOCK TABLE delivery_queue IN ACCESS EXCLUSIVE MODE');
  await expect
    .poll(readiness, { timeout: 15_000 })
    .toEqual({ ready: false, database: 'ok', migrations: 'ok', worker: 'waiting' });
  await other.query('ROLLBACK');
  await expect.poll(readiness).toMatchObject({ ready: true, worker: 'ok' });
});
