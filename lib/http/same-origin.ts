import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

function atHost(host: string): URL | null {
  const scheme = env().AUTH_URL?.startsWith('https://') ? 'https' : 'http';
  return URL.canParse(`${scheme}://${host}`) ? new URL(`${scheme}://${host}`) : null;
}

/**
 * Where the panel is for whoever sent a request to `host`: AUTH_URL. Without it, and between the names of one's
 * own machine, it is the host that was called, as that is the one whose cookies the browser sends.
 */
export function panelOrigin(host: string | null): string {
  const called = host ? atHost(host) : null;
  const address = env().AUTH_URL;
  if (!address) return called?.origin ?? 'http://localhost';
  const { hostname, origin } = new URL(address);
  return called && LOOPBACK.has(hostname) && LOOPBACK.has(called.hostname) ? called.origin : origin;
}

/**
 * The origins of the panel, for a request to `host`: the address that people are told to open, and the one that
 * this request itself was sent to, under the same scheme. A browser lets no other site choose Host, and the
 * session cookie belongs to that host.
 */
function ownOrigins(host: string | null): string[] {
  const called = host ? atHost(host) : null;
  return [panelOrigin(host), ...(called ? [called.origin] : [])];
}

/**
 * For every change that a cookie could authenticate. Next lets a server action without Origin pass, and knows
 * nothing of route handlers; here an absent Origin is as foreign as another site's.
 * @throws AppError `forbidden`
 */
export function assertSameOrigin(headers: Pick<Headers, 'get'>): void {
  const origin = headers.get('origin');
  if (!origin || !ownOrigins(headers.get('host')).includes(origin))
    throw new AppError('forbidden', { key: 'origin_foreign' });
}
