import { type NextRequest, NextResponse } from 'next/server';
import { PATH_HEADER } from '@/lib/auth/callback-url';
import { env } from '@/lib/env';
import { pagePolicy } from '@/lib/http/security-headers';

/**
 * Tells pages their own path and query, which Next does not, so that a signed-out visitor can come back to them; and
 * gives each answer a nonce, with which Next marks its scripts when it finds it in the request's policy.
 */
export function proxy(request: NextRequest): NextResponse {
  const { AUTH_URL, AUTH_OIDC_ISSUER, NODE_ENV } = env();
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const policy = pagePolicy({
    nonce,
    https: AUTH_URL?.startsWith('https:') ?? false,
    development: NODE_ENV === 'development',
    formTarget: AUTH_OIDC_ISSUER ? new URL(AUTH_OIDC_ISSUER).origin : null,
  });
  const headers = new Headers(request.headers);
  // Each overwrites whatever a client sent under its name.
  headers.set(PATH_HEADER, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

/** Pages only: the API and files run no script, and intake should not pay for it. */
export const config = { matcher: ['/((?!api/|_next/|favicon\\.ico).*)'] };
