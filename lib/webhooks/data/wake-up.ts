import type pg from 'pg';
import { pool } from '@/lib/db';

/** Notified when deliveries are due that no process has taken yet. */
export const DUE_CHANNEL = 'voki_due';

/** Tells every process's worker that deliveries are due. */
export async function notifyDue(): Promise<void> {
  await pool().query(`SELECT pg_notify('${DUE_CHANNEL}', '')`);
}

/** Has five seconds for its answer. */
const CHECK: pg.QueryConfig & { query_timeout: number } = { text: 'SELECT 1', query_timeout: 5000 };

export interface DueListener {
  onDue: () => void;
  /** Called once when the connection breaks, or does not answer a check. */
  onLost: () => void;
  /** Pause between checks. Nothing else is said on that connection, so one that a network drops would just stay silent. */
  checkEveryMs: number;
}

/**
 * Calls `onDue` at every notification, on a connection of its own from the pool, until the returned function is called.
 * Rejects when there is none to be had.
 */
export async function listenForDue({ onDue, onLost, checkEveryMs }: DueListener): Promise<() => void> {
  const client: pg.PoolClient = await pool().connect();
  let open = true;
  let next: NodeJS.Timeout | null = null;
  const end = (lost: boolean) => {
    if (!open) return;
    open = false;
    if (next) clearTimeout(next);
    // Given back destroyed: it still listens.
    client.release(true);
    if (lost) onLost();
  };
  const checkLater = () => {
    if (open)
      next = setTimeout(() => client.query(CHECK).then(checkLater, () => end(true)), checkEveryMs).unref();
  };
  client.on('notification', onDue);
  client.on('error', () => end(true));
  client.on('end', () => end(true));
  try {
    await client.query(`LISTEN ${DUE_CHANNEL}`);
  } catch (error) {
    end(false);
    throw error;
  }
  checkLater();
  return () => end(false);
}
