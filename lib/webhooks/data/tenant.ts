import type { Actor } from '@/lib/auth/actor';

declare const scoped: unique symbol;

/**
 * The organisation that a query is for. Every function of this folder that reads or writes one organisation's
 * rows takes it first, and only the functions below make one, so that a query without its organisation does not compile.
 */
export interface Tenant {
  readonly organizationId: string;
  readonly [scoped]: true;
}

/** The organisation of whoever asks. */
export function tenantOf(actor: Pick<Actor, 'organizationId'>): Tenant {
  return { organizationId: actor.organizationId } as Tenant;
}

/** For callers without a person: the intake after its key was checked, the engine for a row that it read, the operator's command line. */
export function systemTenant(organizationId: string): Tenant {
  return { organizationId } as Tenant;
}
