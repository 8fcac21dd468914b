'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import { parseWith } from '@/lib/http/parse';
import type { Result } from '@/lib/result';
import { bulkResendInput } from '@/lib/webhooks/schemas';
import { resendDeliveries } from '@/lib/webhooks/services/resend-deliveries';

/** Puts every delivery of the filter in the queue again. */
export async function resendDeliveriesAction(
  webhookId: string,
  input: unknown,
): Promise<Result<{ count: number }>> {
  return guardedAction('resendDeliveriesAction', async (actor) =>
    resendDeliveries(actor, webhookId, parseWith(bulkResendInput, input)),
  );
}
