import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { stampClientAddress } from '@/lib/http/client-address';
import { problemResponse } from '@/lib/http/problem';
import { isLoopback } from '@/lib/http/same-origin';
import { securityHeaders } from '@/lib/http/security-headers';

/** A path of no page, so that Next answers with its page of unknown addresses. */
const NO_PAGE = '/unreadable-address';

/**
 * What every request passes before Next sees it, as Next has no one place for it: files, redirects and its own errors
 * go around proxy.ts, and headers of next.config.ts are fixed when the product is built.
 */
export function frontDoor(handle: RequestListener): RequestListener {
  return (request, response) => {
    const address = env().AUTH_URL;
    for (const [name, value] of Object.entries(securityHeaders(address?.startsWith('https:') ?? false)))
      response.setHeader(name, value);
    stampClientAddress(request);
    pinHost(request, address);
    if (hasReadablePath(request)) return handle(request, response);
    if (request.url?.startsWith('/api/')) return refuseUnreadable(request, response);
    request.url = NO_PAGE;
    return handle(request, response);
  };
}

/**
 * Next compares the Origin of server actions with X-Forwarded-Host, else with Host, and both are for whoever writes
 * the request to choose. It is told AUTH_URL's host; the names of one's own machine stay as they were called.
 */
function pinHost(request: IncomingMessage, address: string | undefined): void {
  delete request.headers['x-forwarded-host'];
  if (address === undefined) return;
  const { hostname, host, protocol } = new URL(address);
  if (isLoopback(hostname)) return;
  request.headers['x-forwarded-host'] = host;
  request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
}

/** Next answers a bare 500 to an escape that is no UTF-8, as in `/%ff`. */
function hasReadablePath({ url = '/' }: IncomingMessage): boolean {
  try {
    decodeURIComponent(url.split('?', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}

async function refuseUnreadable(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = new Headers({ 'accept-language': request.headers['accept-language'] ?? '' });
  const refusal = problemResponse(
    new AppError('bad_request', { key: 'path_unreadable' }),
    { headers },
    'path',
  );
  response.writeHead(refusal.status, Object.fromEntries(refusal.headers)).end(await refusal.text());
}
