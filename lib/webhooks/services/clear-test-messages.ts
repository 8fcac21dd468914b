import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { deleteTestMessages } from '@/lib/webhooks/data/test-address';

/** Forgets what arrived at the organisation's test address. */
export async function clearTestMessages(actor: Actor): Promise<void> {
  authorize(actor, 'change');
  await deleteTestMessages(tenantOf(actor));
}
