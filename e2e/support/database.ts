import type pg from 'pg';
import { closeDatabase, pool } from '../../lib/db';
import { prepareEnvironment } from '../../scripts/environment';

/** Reaches behind the application under test, for what no page or route of it can bring about. */
export async function withDatabase(work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const environment = await prepareEnvironment();
  const client = await pool().connect();
  try {
    await work(client);
  } finally {
    client.release();
    await closeDatabase();
    await environment.close();
  }
}
