import { randomUUID } from 'node:crypto';
import { encode, getToken, type JWTEncodeParams } from 'next-auth/jwt';
import { env } from '@/lib/env';

/**
 * What a session cookie holds: who signed in, and in which epoch of that person. Everything else (role, plan,
 * whether the person is still there) is read from the database at every request, so that a change acts at once.
 */
export interface Session {
  /** Of this signing in, so that signing out ends it alone; the same whenever the cookie is written anew. */
  id: string;
  userId: string;
  epoch: number;
  endsAt: Date;
}

/** A session ends 12 hours after signing in, a working shift with its margins; it is not prolonged by use. */
export const SESSION_SECONDS = 12 * 60 * 60;

/** Whether people reach the panel by https, and cookies are to be kept from plain http. */
export function secureCookies(): boolean {
  return env().AUTH_URL?.startsWith('https://') ?? false;
}

/** Where https is, the prefix makes browsers take the cookie from this very host alone, not from a neighbour's subdomain nor over plain http. */
export function sessionCookieName(): string {
  return secureCookies() ? '__Host-authjs.session-token' : 'authjs.session-token';
}

/** What a token holds of a session that begins now. It gets its end when it is sealed. */
export function newSessionToken(person: { id: string; sessionEpoch: number }) {
  return { sid: randomUUID(), sub: person.id, epoch: person.sessionEpoch };
}

/** The claims of a session, of whatever an opened token holds; null when they are not a session's. */
export function sessionOf(token: Record<string, unknown> | null): Session | null {
  const { sid, sub, epoch, exp } = token ?? {};
  if (typeof sid !== 'string' || typeof sub !== 'string') return null;
  if (!Number.isInteger(epoch) || typeof exp !== 'number') return null;
  return { id: sid, userId: sub, epoch: epoch as number, endsAt: new Date(exp * 1000) };
}

/**
 * Seals a token. next-auth does so at every look at /api/auth/session, with all its time before it again; here a
 * session keeps its first end, so that use prolongs none and a row that says it is over need not outlive it.
 */
export async function sealSession(params: JWTEncodeParams): Promise<string> {
  const exp = params.token?.exp;
  const maxAge = exp === undefined ? SESSION_SECONDS : exp - Math.floor(Date.now() / 1000);
  return encode({ ...params, maxAge });
}

/** The session of a request's cookie, its seal and its age checked; null when there is none. */
export async function readSession(headers: Pick<Headers, 'get'>): Promise<Session | null> {
  const cookie = headers.get('cookie');
  if (!cookie) return null;
  const token = await getToken({
    // The cookie alone: getToken would take a session out of an Authorization header as well.
    req: { headers: new Headers({ cookie }) },
    secret: env().AUTH_SECRET,
    secureCookie: secureCookies(),
    cookieName: sessionCookieName(),
  });
  return sessionOf(token);
}
