import { encode } from 'next-auth/jwt';
import type { Actor } from '@/lib/auth/actor';
import { newSessionToken, SESSION_SECONDS, sessionCookieName } from '@/lib/auth/session';
import { env } from '@/lib/env';
import type { Organization, User } from '@/lib/generated/prisma/client';
import type { Plan, Role } from '@/lib/webhooks/core/plan';
import { createOrganization, createUser } from '@/prisma/factories';

/** Somebody of an organisation of their own, as services see them and as a browser would prove them. */
export interface Person {
  organization: Organization;
  user: User;
  actor: Actor;
  cookie: string;
}

/** The cookie of a session that next-auth would have given to `user`. */
export async function sessionCookie(user: Pick<User, 'id' | 'sessionEpoch'>): Promise<string> {
  const token = await encode({
    token: newSessionToken(user),
    secret: env().AUTH_SECRET,
    salt: sessionCookieName(),
    maxAge: SESSION_SECONDS,
  });
  return `${sessionCookieName()}=${token}`;
}

/** A person of `role`, in a new organisation on `plan` or in the one given. */
export async function createPerson(
  role: Role = 'manager',
  of: { plan?: Plan; organization?: Organization } = {},
): Promise<Person> {
  const organization = of.organization ?? (await createOrganization(of.plan ? { plan: of.plan } : {}));
  const user = await createUser({ organizationId: organization.id, role });
  const actor: Actor = {
    kind: 'user',
    id: user.id,
    name: user.name,
    email: user.email,
    organizationId: organization.id,
    organizationName: organization.name,
    plan: organization.plan,
    role,
    address: null,
    locale: null,
  };
  return { organization, user, actor, cookie: await sessionCookie(user) };
}
