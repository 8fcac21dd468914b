import type { Actor } from '@/lib/auth/actor';
import type { Session } from '@/lib/auth/session';
import { prisma } from '@/lib/db';
import type { Prisma, User } from '@/lib/generated/prisma/client';
import { isLocale, type Locale } from '@/lib/i18n/locales';
import type { Role } from '@/lib/webhooks/core/plan';
import { type Transaction, transactionTime } from '@/lib/webhooks/data/transaction';

/** A person who may sign in: nobody removed is ever one. */
export interface Account {
  id: string;
  email: string;
  passwordHash: string | null;
  sessionEpoch: number;
}

const ACCOUNT = { id: true, email: true, passwordHash: true, sessionEpoch: true } satisfies Prisma.UserSelect;

/** The person behind an e-mail address in whatever case; null for the unknown and the removed. */
export async function findAccountByEmail(email: string): Promise<Account | null> {
  return prisma().user.findFirst({
    where: { email: email.trim().toLowerCase(), removedAt: null },
    select: ACCOUNT,
  });
}

/** As {@link findAccountByEmail}, by id. */
export async function findAccount(userId: string): Promise<Account | null> {
  return prisma().user.findFirst({ where: { id: userId, removedAt: null }, select: ACCOUNT });
}

/**
 * The person of a session as they are now, with their organisation and its plan.
 * Null when removed, when the session is of an earlier epoch, or when they have signed out of it.
 */
export async function findSignedIn({
  id,
  userId,
  epoch,
}: Session): Promise<Omit<Actor, 'kind' | 'address'> | null> {
  const user = await prisma().user.findFirst({
    where: { id: userId, sessionEpoch: epoch, removedAt: null, endedSessions: { none: { id } } },
    include: { organization: true },
  });
  if (!user) return null;
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    organizationId: user.organizationId,
    organizationName: user.organization.name,
    plan: user.organization.plan,
    role: user.role,
    locale: isLocale(user.locale) ? user.locale : null,
  };
}

/** Keeps a person's choice of language. */
export async function updateLocale(userId: string, locale: Locale): Promise<void> {
  await prisma().user.update({ where: { id: userId }, data: { locale } });
}

/** Whose access an operator changes. */
export type ChangedUser = Pick<User, 'id' | 'organizationId' | 'role'>;

async function changeUser(
  tx: Transaction,
  email: string,
  data: Prisma.UserUpdateManyMutationInput,
): Promise<ChangedUser | null> {
  const [changed] = await tx.user.updateManyAndReturn({
    where: { email, removedAt: null },
    data: { ...data, sessionEpoch: { increment: 1 } },
    select: { id: true, organizationId: true, role: true },
  });
  return changed ?? null;
}

/** A new password ends every session of the person. Null when nobody who may sign in has the address, in lower case. */
export async function updatePasswordHash(
  tx: Transaction,
  email: string,
  passwordHash: string,
): Promise<ChangedUser | null> {
  return changeUser(tx, email, { passwordHash });
}

/** Ends the person's access for good. Null when nobody who may sign in has the address, in lower case. */
export async function markRemoved(tx: Transaction, email: string): Promise<ChangedUser | null> {
  return changeUser(tx, email, { removedAt: await transactionTime(tx) });
}

/** A person to be added. `email` in lower case. */
export interface NewUser {
  id: string;
  organizationId: string;
  email: string;
  name: string;
  role: Role;
  passwordHash: string | null;
}

/** Adds a person; null when the address is taken, by whomever. */
export async function insertUser(tx: Transaction, user: NewUser): Promise<User | null> {
  const [created] = await tx.user.createManyAndReturn({ data: [user], skipDuplicates: true });
  return created ?? null;
}
