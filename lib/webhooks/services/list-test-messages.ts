import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { findTestMessages } from '@/lib/webhooks/data/test-address';
import type { TestMessageDto } from '@/lib/webhooks/dtos';
import { inTurn } from './in-turn';

/** What arrived at the organisation's test address within a day, the newest first, 50 at most. Throws AppError `rate_limited`. */
export async function listTestMessages(actor: Actor): Promise<TestMessageDto[]> {
  authorize(actor, 'change');
  const tenant = tenantOf(actor);
  // Up to three megabytes of them.
  return inTurn(tenant, () => findTestMessages(tenant));
}
