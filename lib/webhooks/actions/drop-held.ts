'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import type { Result } from '@/lib/result';
import { dropHeld } from '@/lib/webhooks/services/drop-held';

/** Drops what was held while the webhook was off. */
export async function dropHeldAction(webhookId: string): Promise<Result<{ count: number }>> {
  return guardedAction('dropHeldAction', (actor) => dropHeld(actor, webhookId));
}
