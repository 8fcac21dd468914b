'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import type { Result } from '@/lib/result';
import { clearTestMessages } from '@/lib/webhooks/services/clear-test-messages';

/** Forgets what arrived at the test address. */
export async function clearTestMessagesAction(): Promise<Result<void>> {
  return guardedAction('clearTestMessagesAction', clearTestMessages);
}
