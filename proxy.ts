import { type NextRequest, NextResponse } from 'next/server';
import { PATH_HEADER } from '@/lib/auth/callback-url';

/** Tells pages their own path and query, which Next does not, so that a signed-out visitor can come back to them. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  // Overwrites whatever a client sent under that name.
  headers.set(PATH_HEADER, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  return NextResponse.next({ request: { headers } });
}

/** Pages only: the API and files need no path, and intake should not pay for it. */
export const config = { matcher: ['/((?!api/|_next/|favicon\\.ico).*)'] };
