import { createHmac } from 'node:crypto';
import { env } from '@/lib/env';

/**
 * Stands for a customer's trait where the trait itself must not: whoever has it can find the place again, and whoever
 * reads it learns nobody. Only with AUTH_SECRET can it be tried out what it stands for.
 */
export function pseudonym(organizationId: string, trait: string): string {
  const text = `${organizationId}\0${trait}`;
  return createHmac('sha256', env().AUTH_SECRET).update(text).digest('hex').slice(0, 32);
}
