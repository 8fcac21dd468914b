import { getToken } from 'next-auth/jwt';
import { env } from '@/lib/env';

/**
 * What a session cookie holds: who signed in, and in which epoch of that person. Everything else (role, plan,
 * whether the person is still there) is read from the database at every request, so that a change acts at once.
 */
export interface Session {
  userId: string;
  epoch: number;
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

/** The claims of a session, of whatever a token holds; null when they are not a session's. */
export function sessionOf(token: Record<string, unknown> | null): Session | null {
  if (typeof token?.sub !== 'string' || !Number.isInteger(token.epoch)) return null;
  return { userId: token.sub, epoch: token.epoch as number };
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
