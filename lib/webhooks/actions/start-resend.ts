'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import { parseWith } from '@/lib/http/parse';
import type { Result } from '@/lib/result';
import { startResendInput } from '@/lib/webhooks/schemas';
import { startResend } from '@/lib/webhooks/services/start-job';

/** Begins to send many deliveries of a webhook again; answers how many. */
export async function startResendAction(
  id: string,
  input: unknown,
): Promise<Result<{ id: string; count: number }>> {
  return guardedAction('startResendAction', async (actor) =>
    startResend(actor, id, parseWith(startResendInput, input)),
  );
}
