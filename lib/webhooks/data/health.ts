import { setTimeout as delay } from 'node:timers/promises';
import { pool } from '@/lib/db';

const PATIENCE_MS = 2000;

/** The newest migration that this code was written for. `health.test.ts` compares it with prisma/migrations. */
export const NEWEST_MIGRATION = '20261128010000_failing_webhooks';

export interface DatabaseHealth {
  reachable: boolean;
  /** Whether the newest migration of this code is applied. */
  migrated: boolean;
}

/** Asks the database for its state, for two seconds at most. Never throws. */
export async function checkDatabase(): Promise<DatabaseHealth> {
  const down = { reachable: false, migrated: false };
  const asked = pool()
    .query<{ migrated: boolean }>(
      'SELECT EXISTS (SELECT 1 FROM _prisma_migrations WHERE migration_name = $1 AND finished_at IS NOT NULL) AS migrated',
      [NEWEST_MIGRATION],
    )
    .then(
      ({ rows }) => ({ reachable: true, migrated: rows[0]?.migrated ?? false }),
      // 42P01: reached, but it has no migrations at all.
      (error: { code?: string }) => (error.code === '42P01' ? { reachable: true, migrated: false } : down),
    );
  return Promise.race([asked, delay(PATIENCE_MS, down, { ref: false })]);
}
