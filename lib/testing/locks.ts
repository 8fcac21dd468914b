import { pool } from '@/lib/db';

/** How many statements on the database of this test wait for a lock that another transaction has. */
export async function lockWaits(): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows[0]?.count ?? 0;
}
