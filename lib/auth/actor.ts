import type { Plan, Role } from '@/lib/webhooks/core/plan';

/** Who asks: found by the guards, handed to every service. Same rights by session and by API key. */
export interface Actor {
  kind: 'user' | 'api_key';
  id: string;
  /** For the audit trail and the panel's frame. */
  name: string;
  email: string | null;
  organizationId: string;
  organizationName: string;
  plan: Plan;
  role: Role;
  /** The client's address, X-Forwarded-For only from trusted proxies; null when unknown. */
  address: string | null;
  /** The user's own choice of language; null follows the browser. */
  locale: 'en' | 'pt-BR' | null;
}
