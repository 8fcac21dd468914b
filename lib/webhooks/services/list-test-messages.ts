import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { findTestMessages } from '@/lib/webhooks/data/test-address';
import type { TestMessageDto } from '@/lib/webhooks/dtos';

/** What arrived at the organisation's test address within a day, the newest first, 50 at most. */
export async function listTestMessages(actor: Actor): Promise<TestMessageDto[]> {
  authorize(actor, 'change');
  return findTestMessages(tenantOf(actor));
}
