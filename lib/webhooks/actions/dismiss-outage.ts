'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import type { Result } from '@/lib/result';
import { dismissOutage } from '@/lib/webhooks/services/dismiss-outage';

/** Takes an outage that is over off the page. */
export async function dismissOutageAction(id: string): Promise<Result<null>> {
  return guardedAction('dismissOutageAction', async (actor) => {
    await dismissOutage(actor, id);
    return null;
  });
}
