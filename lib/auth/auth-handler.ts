import { Auth } from '@auth/core';
import { authConfig } from '@/lib/auth/auth-config';
import { readBytes } from '@/lib/http/parse';
import { problemResponse } from '@/lib/http/problem';
import { panelOrigin } from '@/lib/http/same-origin';

/** Forms of sign-in are small. */
const FORM_LIMIT_BYTES = 16 * 1024;

/**
 * next-auth's endpoints below /api/auth. Its own handlers go through NextRequest, which writes `localhost` where
 * 127.0.0.1 was called: redirects would lead to another host than the one that holds the cookie. So its core is
 * called here, with the address that people use.
 */
export async function authHandler(request: Request): Promise<Response> {
  try {
    const { pathname, search } = new URL(request.url);
    const body = request.method === 'POST' ? await readBytes(request, FORM_LIMIT_BYTES) : null;
    const asked = new Request(`${panelOrigin(request.headers.get('host'))}${pathname}${search}`, {
      method: request.method,
      headers: request.headers,
      body,
    });
    return await Auth(asked, authConfig());
  } catch (error) {
    return problemResponse(error, request, '/api/auth');
  }
}
