import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import type { ApiKeyDto } from '@/lib/auth/schemas';
import { findApiKeys } from '@/lib/webhooks/data/api-keys';
import { tenantOf } from '@/lib/webhooks/data/tenant';

/** The API keys of the actor's organisation that open something, the newest first. Revoked ones are in the audit trail. */
export async function listApiKeys(actor: Actor): Promise<ApiKeyDto[]> {
  authorize(actor, 'read');
  return findApiKeys(tenantOf(actor));
}
