'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import type { Result } from '@/lib/result';
import { startDrop } from '@/lib/webhooks/services/start-job';

/** Drops what is held for a webhook, ten seconds from now; answers how many. */
export async function startDropAction(id: string): Promise<Result<{ id: string; count: number }>> {
  return guardedAction('startDropAction', async (actor) => startDrop(actor, id));
}
