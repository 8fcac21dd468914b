import { setTimeout as delay } from 'node:timers/promises';
import { log } from '@/lib/log';
import {
  deleteEndedSessions,
  deleteOldEvents,
  deleteOldIncidents,
  deleteOldWebhooks,
  emptyOldEvents,
  type RetentionSession,
  withRetentionLock,
} from '@/lib/webhooks/data/retention';
import { Periodic } from './periodic';

/** Not at once, so that a process that has just started sends first. */
const FIRST_MS = 60_000;
const EVERY_MS = 3_600_000;
/** Rows in a statement, and the pause after it: deliveries and the intake come in between. */
const BATCH = 2000;
const PAUSE_MS = 100;

export interface RetentionOptions {
  /** RETENTION_PAYLOAD_DAYS and RETENTION_HISTORY_DAYS. */
  payloadDays: number;
  historyDays: number;
}

/** What a run removed. */
export interface Removed {
  payloads: number;
  events: number;
  incidents: number;
  webhooks: number;
  /** Notes of sessions that were signed out of. */
  sessions: number;
}

/** Removes what has been kept long enough, every hour, in one process at a time. */
export function retention(options: RetentionOptions): Periodic {
  const run = async (stopped: AbortSignal) => {
    const removed = await removeOld(options, stopped);
    if (removed) log.info({ ...removed }, 'retention');
  };
  return new Periodic('retention', EVERY_MS, run, FIRST_MS);
}

/** Removes all that is old enough, in small statements until `signal`; null when another process is at it. */
export async function removeOld(
  { payloadDays, historyDays }: RetentionOptions,
  signal: AbortSignal,
  batch = BATCH,
): Promise<Removed | null> {
  const removed = { payloads: 0, events: 0, incidents: 0, webhooks: 0, sessions: 0 };
  const ran = await withRetentionLock(async (session) => {
    const all = (step: Step, days: number) => repeat((limit) => step(session, days, limit), batch, signal);
    // History first: what is removed as a whole need not be emptied before.
    removed.events = await all(deleteOldEvents, historyDays);
    removed.payloads = await all(emptyOldEvents, payloadDays);
    removed.incidents = await all(deleteOldIncidents, historyDays);
    removed.webhooks = await all(deleteOldWebhooks, historyDays);
    removed.sessions = await repeat((limit) => deleteEndedSessions(session, limit), batch, signal);
  });
  return ran ? removed : null;
}

type Step = (session: RetentionSession, days: number, limit: number) => Promise<number>;

async function repeat(
  step: (limit: number) => Promise<number>,
  batch: number,
  signal: AbortSignal,
): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const count = await step(batch);
    total += count;
    if (count < batch) break;
    await delay(PAUSE_MS, undefined, { ref: false });
  }
  return total;
}
