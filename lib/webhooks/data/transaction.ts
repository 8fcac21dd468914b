import { prisma } from '@/lib/db';
import type { Prisma } from '@/lib/generated/prisma/client';

/** One transaction, to be handed to every function of this folder that must be part of it. */
export type Transaction = Prisma.TransactionClient;

/** For a transaction over however many rows there are, in milliseconds: somewhat longer than one statement may take (lib/db.ts). */
export const MANY_ROWS_MS = 30_000;

/**
 * Runs `work` in one transaction: what it throws undoes all of it. `work` must not wait for anything but the database.
 * @param options.timeoutMs after which it is undone; five seconds unless told otherwise
 */
export function transaction<T>(
  work: (tx: Transaction) => Promise<T>,
  options: { timeoutMs?: number } = {},
): Promise<T> {
  const { timeoutMs } = options;
  return prisma().$transaction(work, timeoutMs === undefined ? {} : { timeout: timeoutMs });
}

/** When a transaction began by the database's clock, by which all is dated whatever the clocks of processes say. */
export async function transactionTime(tx: Transaction): Promise<Date> {
  const [row] = await tx.$queryRaw<{ at: Date }[]>`SELECT now() AS at`;
  if (!row) throw new Error('the database did not say what time it is');
  return row.at;
}
