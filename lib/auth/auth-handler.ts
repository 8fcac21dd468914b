import { Auth } from '@auth/core';
import { authConfig, SSO_PROVIDER, ssoConfigured } from '@/lib/auth/auth-config';
import { AppError } from '@/lib/errors';
import { readBytes } from '@/lib/http/parse';
import { problemResponse } from '@/lib/http/problem';
import { assertSameOrigin, panelOrigin } from '@/lib/http/same-origin';

/** Forms of sign-in are small. */
const FORM_LIMIT_BYTES = 16 * 1024;

/** What the panel and scripts use of next-auth's endpoints; it has some for ways of signing in that are none here. */
const ENDPOINT = /^\/api\/auth\/(?:csrf|session|providers|error|signin|signout|(?:signin|callback)\/(\w+))$/;

const SIGN_OUT_PATH = '/api/auth/signout';

/**
 * Whether `refusal` is better read on the sign-in page, where next-auth's answer leads with its key as `code`: by who
 * comes with a browser's form, or from the identity provider. How long to wait, as the throttle says, has no place there.
 */
function isForSignInPage(request: Request, refusal: AppError): boolean {
  const isOnPage = request.headers.get('accept')?.includes('text/html') ?? false;
  return isOnPage && refusal.code === 'unavailable' && new URL(request.url).pathname.includes('/callback/');
}

/** Throws AppError `not_found` for what next-auth would log as a fault of its configuration, as often as anybody asks. */
function assertEndpoint(pathname: string): void {
  const [matched, provider] = ENDPOINT.exec(pathname) ?? [];
  const isOurs =
    provider === undefined || provider === 'credentials' || (provider === SSO_PROVIDER && ssoConfigured());
  if (matched === undefined || !isOurs) throw new AppError('not_found');
}

/** Its page for signing out has a token in it, and no word for caches. Anew, as headers of a redirect cannot be changed. */
function forNoCache(answer: Response): Response {
  if (answer.headers.has('cache-control')) return answer;
  const headers = new Headers(answer.headers);
  headers.set('cache-control', 'no-store');
  return new Response(answer.body, { status: answer.status, headers });
}

/**
 * next-auth's endpoints below /api/auth. Its own handlers go through NextRequest, which writes `localhost` where
 * 127.0.0.1 was called: redirects would lead to another host than the one that holds the cookie. So its core is
 * called here, with the address that people use.
 */
export async function authHandler(request: Request): Promise<Response> {
  try {
    const origin = request.headers.get('origin');
    // Its forms carry a token of their own, so scripts may leave Origin out; another site's is refused all the same.
    if (request.method === 'POST' && origin !== null) assertSameOrigin(request.headers);
    const { pathname, search } = new URL(request.url);
    assertEndpoint(pathname);
    const body = request.method === 'POST' ? await readBytes(request, FORM_LIMIT_BYTES) : null;
    const asked = new Request(`${panelOrigin(request.headers.get('host'))}${pathname}${search}`, {
      method: request.method,
      headers: request.headers,
      body,
    });
    let refusal: AppError | undefined;
    const answer = await Auth(
      asked,
      authConfig((refused) => {
        refusal = refused;
      }),
    );
    if (!refusal || isForSignInPage(asked, refusal)) return forNoCache(answer);
    // A redirect to the sign-in page would read as one more wrong password, and not say when to come back.
    const problem = problemResponse(refusal, request, '/api/auth');
    // Whether or not the session could be ended: nobody stays signed in here who wanted to go.
    if (pathname === SIGN_OUT_PATH)
      for (const cookie of answer.headers.getSetCookie()) problem.headers.append('set-cookie', cookie);
    return problem;
  } catch (error) {
    return problemResponse(error, request, '/api/auth');
  }
}
