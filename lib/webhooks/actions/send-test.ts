'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import { parseWith } from '@/lib/http/parse';
import type { Result } from '@/lib/result';
import type { DeliveryDetailDto } from '@/lib/webhooks/dtos';
import { testInput } from '@/lib/webhooks/schemas';
import { sendTest } from '@/lib/webhooks/services/send-test';

/** Sends a test at once and answers with its result. */
export async function sendTestAction(id: string, input: unknown): Promise<Result<DeliveryDetailDto>> {
  return guardedAction('sendTestAction', async (actor) => sendTest(actor, id, parseWith(testInput, input)));
}
