/** Plans, the smallest first. */
export const PLANS = ['basic', 'advanced', 'professional', 'enterprise'] as const;
export type Plan = (typeof PLANS)[number];

export const ROLES = ['manager', 'supervisor', 'attendant'] as const;
export type Role = (typeof ROLES)[number];

/** The roles that an API key can have the rights of; an attendant's would open nothing. */
export const API_KEY_SCOPES = ['manager', 'supervisor'] as const satisfies readonly Role[];
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/** Manual, 8.1: webhooks come with the Advanced, Professional and Enterprise plans. */
export function planHasWebhooks(plan: Plan): boolean {
  return plan !== 'basic';
}

/** What can be asked of the webhooks module. */
export type Right = 'read' | 'change' | 'see_secret' | 'erase_customer';

/** What the law gives everybody, and no plan may take. */
export const RIGHTS_OF_EVERY_PLAN: ReadonlySet<Right> = new Set(['erase_customer']);

/** Contract: a manager may do all, a supervisor reads (no secret, no change, no Test, no Resend), an attendant has no access. */
export function roleMay(role: Role, right: Right): boolean {
  return role === 'manager' || (role === 'supervisor' && right === 'read');
}
