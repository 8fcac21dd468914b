import { AppError } from '@/lib/errors';
import { Turns } from '@/lib/webhooks/core/turns';
import type { Tenant } from '@/lib/webhooks/data/tenant';

/**
 * What costs more the more an organisation has stored, as figures of a month or a page of an export, is asked of the
 * database three at a time for an organisation and six for all, in each process. Of its fourteen connections (lib/db.ts)
 * some are then left to whoever signs in, opens a page or presses Test, however much one customer's script asks at once.
 */
const QUESTIONS = { each: 3, inAll: 6, waiting: 500 };

/** Reading through every payload takes minutes and a connection of its own; one after the other is soon enough. */
const ERASURES = { each: 1, inAll: 2, waiting: 20 };

/** On globalThis, as Next bundles actions, pages and route handlers apart and the bound is the process's. */
const holder = globalThis as typeof globalThis & { __vokiTurns?: { questions: Turns; erasures: Turns } };

function turns(): { questions: Turns; erasures: Turns } {
  holder.__vokiTurns ??= { questions: new Turns(QUESTIONS), erasures: new Turns(ERASURES) };
  return holder.__vokiTurns;
}

/** Asks `work` of the database when it is the organisation's turn. Throws AppError `rate_limited` while too much of it waits. */
export function inTurn<T>(tenant: Tenant, work: () => Promise<T>): Promise<T> {
  return taking(turns().questions, tenant, work);
}

/** As {@link inTurn}, for the one thing that reads through all that an organisation has stored. */
export function inTurnToErase<T>(tenant: Tenant, work: () => Promise<T>): Promise<T> {
  return taking(turns().erasures, tenant, work);
}

async function taking<T>(of: Turns, { organizationId }: Tenant, work: () => Promise<T>): Promise<T> {
  const turn = of.enter(organizationId);
  if (!turn) throw new AppError('rate_limited', { retryAfterSeconds: 1 });
  await turn;
  try {
    return await work();
  } finally {
    of.leave(organizationId);
  }
}
