import { randomBytes } from 'node:crypto';
import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { env } from '@/lib/env';
import { testAddressUrl } from '@/lib/webhooks/core/test-address';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { keepTestToken } from '@/lib/webhooks/data/test-address';

/** The organisation's test address, made when it is first asked for; the same from then on. */
export async function openTestAddress(actor: Actor): Promise<{ url: string }> {
  authorize(actor, 'change');
  const token = await keepTestToken(tenantOf(actor), randomBytes(32).toString('base64url'));
  const { AUTH_URL, PORT } = env();
  return { url: testAddressUrl(AUTH_URL ? new URL(AUTH_URL).origin : `http://127.0.0.1:${PORT}`, token) };
}
