import type { AuthConfig } from '@auth/core';
import { AuthError, CredentialsSignin } from '@auth/core/errors';
import Credentials from '@auth/core/providers/credentials';
import { SIGN_IN_PATH, safeCallbackPath } from '@/lib/auth/callback-url';
import { endSession } from '@/lib/auth/data/ended-sessions';
import { findAccount, findAccountByEmail, findSignedIn } from '@/lib/auth/data/users';
import { checkCredentials } from '@/lib/auth/services/check-credentials';
import {
  newSessionToken,
  SESSION_SECONDS,
  sealSession,
  secureCookies,
  sessionCookieName,
  sessionOf,
} from '@/lib/auth/session';
import { env } from '@/lib/env';
import type { AppError } from '@/lib/errors';
import { CLIENT_ADDRESS_HEADER } from '@/lib/http/client-address';
import { expectedError, unavailable } from '@/lib/http/problem';
import { log, logFault } from '@/lib/log';

/** Id of the single sign-on provider, as in `/api/auth/callback/sso`, which the identity provider must know. */
export const SSO_PROVIDER = 'sso';

/** Whoever it is: nobody, or not this one, can sign in now, or be known by a session. */
export class SignInRefused extends CredentialsSignin {
  constructor(readonly refusal: AppError) {
    super();
    this.code = refusal.key;
  }
}

/** Whether AUTH_OIDC_* is set, and the sign-in page offers single sign-on. */
export function ssoConfigured(): boolean {
  return env().AUTH_OIDC_ISSUER !== undefined;
}

/**
 * Does `work` of a callback. Of an error that is none of its own next-auth's answer says nothing, or makes another
 * person's mistake of it; so one that callers are meant to see goes through it as {@link SignInRefused}.
 */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const expected = expectedError(error);
    throw expected ? new SignInRefused(expected) : error;
  }
}

/** What visitors cause and no operator can mend: a wrong person, a forged form, a session of another key, a wrong address. */
const REFUSALS: ReadonlySet<string> = new Set([
  'AccessDenied',
  'MissingCSRF',
  'JWTSessionError',
  // Of a cookie that does not open; why a session could not be ended is logged where it was.
  'SignOutError',
  'UnknownAction',
  'InvalidCheck',
]);

function credentialsProvider() {
  return Credentials({
    credentials: { email: { type: 'email' }, password: { type: 'password' } },
    async authorize(given, request) {
      const address = request.headers.get(CLIENT_ADDRESS_HEADER);
      const account = await told(() => checkCredentials(given, address));
      return account && { id: account.id };
    },
  });
}

function ssoProvider(): AuthConfig['providers'] {
  const { AUTH_OIDC_ISSUER, AUTH_OIDC_CLIENT_ID, AUTH_OIDC_CLIENT_SECRET } = env();
  if (!AUTH_OIDC_ISSUER || !AUTH_OIDC_CLIENT_ID || !AUTH_OIDC_CLIENT_SECRET) return [];
  return [
    {
      id: SSO_PROVIDER,
      name: 'Single sign-on',
      type: 'oidc',
      issuer: AUTH_OIDC_ISSUER,
      clientId: AUTH_OIDC_CLIENT_ID,
      clientSecret: AUTH_OIDC_CLIENT_SECRET,
      checks: ['pkce', 'state', 'nonce'],
    },
  ];
}

/** The address that an identity provider vouches for. One that it has not verified could be anybody's. */
function verifiedEmail(profile: Record<string, unknown> | null | undefined): string | null {
  return profile?.email_verified === true && typeof profile.email === 'string' ? profile.email : null;
}

/**
 * next-auth with this product's rules: sessions hold only the person and their epoch; single sign-on lets in
 * people who were added before, and adds nobody.
 * @param onRefused hears why nobody can sign in now, of which next-auth's own answer keeps only the key, and that a
 * session could not be ended, of which it keeps nothing
 */
export function authConfig(onRefused?: (refusal: AppError) => void): Omit<AuthConfig, 'raw'> {
  return {
    secret: env().AUTH_SECRET,
    basePath: '/api/auth',
    // Which hosts lead here is for the proxy in front to decide; AUTH_URL, where set, is used in place of Host.
    trustHost: true,
    useSecureCookies: secureCookies(),
    cookies: { sessionToken: { name: sessionCookieName() } },
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    jwt: { encode: sealSession },
    pages: { signIn: SIGN_IN_PATH, error: SIGN_IN_PATH },
    providers: [credentialsProvider(), ...ssoProvider()],
    callbacks: {
      async signIn({ account, profile }) {
        if (account?.provider !== SSO_PROVIDER) return true;
        const email = verifiedEmail(profile);
        return email !== null && (await told(() => findAccountByEmail(email))) !== null;
      },
      async jwt({ token, user, account, profile }) {
        if (!account) {
          const session = sessionOf(token);
          return session && (await told(() => findSignedIn(session))) ? token : null;
        }
        const email = account.provider === SSO_PROVIDER ? verifiedEmail(profile) : null;
        const person = await told(() => (email ? findAccountByEmail(email) : findAccount(user.id ?? '')));
        return person && newSessionToken(person);
      },
      async session({ session, token }) {
        const own = sessionOf(token);
        const person = own && (await told(() => findSignedIn(own)));
        return {
          expires: own?.endsAt.toISOString() ?? session.expires,
          ...(person && { user: { id: person.id, name: person.name, email: person.email ?? '' } }),
        };
      },
      redirect: ({ url, baseUrl }) => `${baseUrl}${safeCallbackPath(url, baseUrl)}`,
    },
    events: {
      async signOut(message) {
        const session = 'token' in message ? sessionOf(message.token) : null;
        if (!session) return;
        try {
          await endSession(session);
        } catch (error) {
          // next-auth would log it and answer as if all were well.
          logFault('sign-out', error);
          onRefused?.(unavailable('sign_out_incomplete'));
        }
      },
    },
    logger: {
      error(error) {
        // next-auth's errors only say where; what was thrown is inside.
        const inner = error instanceof AuthError ? error.cause?.err : undefined;
        for (const one of [error, inner]) if (one instanceof SignInRefused) onRefused?.(one.refusal);
        // `type` and not `name`, which the build shortens.
        const type = error instanceof AuthError ? error.type : error.name;
        if (REFUSALS.has(type) || error instanceof CredentialsSignin) {
          log.info({ refusal: type }, 'sign-in refused');
          return;
        }
        logFault(`next-auth ${type}`, inner ?? error);
      },
      warn: (code) => log.warn({ code }, 'next-auth'),
      debug: () => undefined,
    },
  };
}
