'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import type { Result } from '@/lib/result';
import { openTestAddress } from '@/lib/webhooks/services/open-test-address';

/** The organisation's test address. */
export async function openTestAddressAction(): Promise<Result<{ url: string }>> {
  return guardedAction('openTestAddressAction', openTestAddress);
}
