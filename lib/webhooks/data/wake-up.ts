import type pg from 'pg';
import { pool } from '@/lib/db';

/** Notified when deliveries are due that no process has taken yet. */
export const DUE_CHANNEL = 'voki_due';

/** Tells every process's worker that deliveries are due. */
export async function notifyDue(): Promise<void> {
  await pool().query(`SELECT pg_notify('${DUE_CHANNEL}', '')`);
}

/**
 * Calls `onDue` at every notification, on a connection of its own from the pool, until the returned function is called.
 * `onLost` is called once when that connection breaks. Rejects when there is none to be had.
 */
export async function listenForDue(onDue: () => void, onLost: () => void): Promise<() => void> {
  const client: pg.PoolClient = await pool().connect();
  let open = true;
  const end = (lost: boolean) => {
    if (!open) return;
    open = false;
    // Given back destroyed: it still listens.
    client.release(true);
    if (lost) onLost();
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
  return () => end(false);
}
