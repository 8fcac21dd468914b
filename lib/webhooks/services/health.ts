import { env } from '@/lib/env';
import { checkDatabase } from '@/lib/webhooks/data/health';
import { engine } from '@/lib/webhooks/engine/engine';

/** What an operator's load balancer wants to know of this process. */
export interface Readiness {
  ready: boolean;
  /** `down`: not reached within two seconds. */
  database: 'ok' | 'down';
  /** `behind`: the database misses migrations of this code; unknown while it is down. */
  migrations: 'ok' | 'behind' | 'unknown';
  /** `off`: not wanted in this process (DELIVERY_WORKER). `waiting`: it runs, but the queue cannot be reached or does not answer. */
  worker: 'ok' | 'off' | 'stopped' | 'waiting';
}

/** Whether this process can do its work now. Never throws. */
export async function readiness(): Promise<Readiness> {
  const database = await checkDatabase();
  const worker = workerState();
  const ready = database.reachable && database.migrated && (worker === 'ok' || worker === 'off');
  return {
    ready,
    database: database.reachable ? 'ok' : 'down',
    migrations: database.reachable ? (database.migrated ? 'ok' : 'behind') : 'unknown',
    worker,
  };
}

function workerState(): Readiness['worker'] {
  const { running, queueReachable } = engine().health();
  // `npm run worker` delivers even where its web processes are told not to.
  if (!running) return env().DELIVERY_WORKER === 'off' ? 'off' : 'stopped';
  return queueReachable ? 'ok' : 'waiting';
}
