import type pg from 'pg';
import { pool } from '@/lib/db';

/** A transaction on a connection of its own, for raw statements. */
export type Session = Pick<pg.PoolClient, 'query'>;

const ignore = () => undefined;

/**
 * Runs `work` in one transaction on a connection of its own; what it throws undoes all of it. Unlike in `transaction`,
 * it may take its time, as with a row that is locked while something else is done.
 */
export async function inSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  // A connection that breaks between two statements says so here; the next statement then fails.
  client.on('error', ignore);
  let fault: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    fault = error instanceof Error ? error : new Error('not an Error was thrown');
    throw error;
  } finally {
    client.off('error', ignore);
    // A transaction that failed ends with its connection.
    client.release(fault);
  }
}
