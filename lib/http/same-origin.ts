import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether the host of a URL is one of the names of one's own machine. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.has(hostname);
}

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
  return called && isLoopback(hostname) && isLoopback(called.hostname) ? called.origin : origin;
}

/**
 * Whether a request's Origin is the panel's. Only AUTH_URL decides, never Host, which whoever resolves a name to this
 * machine (DNS rebinding) or writes the request by hand can choose. The names of one's own machine count as one.
 */
export function isOwnOrigin(origin: string): boolean {
  const address = env().AUTH_URL;
  if (!address || !URL.canParse(origin)) return false;
  const own = new URL(address);
  const given = new URL(origin);
  // A whole URL, or one written in another way, is no Origin that a browser sends.
  if (given.origin !== origin) return false;
  if (given.origin === own.origin) return true;
  return (
    isLoopback(own.hostname) &&
    isLoopback(given.hostname) &&
    given.protocol === own.protocol &&
    given.port === own.port
  );
}

/** The refusal of a change from elsewhere, which says where the panel is. */
export function foreignOrigin(): AppError {
  return new AppError('forbidden', { key: 'origin_foreign', params: { address: panelOrigin(null) } });
}

/**
 * For every change that a cookie could authenticate. Next lets a server action without Origin pass, and knows
 * nothing of route handlers; here an absent Origin is as foreign as another site's.
 * @throws AppError `forbidden`
 */
export function assertSameOrigin(headers: Pick<Headers, 'get'>): void {
  const origin = headers.get('origin');
  if (origin && isOwnOrigin(origin)) return;
  throw foreignOrigin();
}
