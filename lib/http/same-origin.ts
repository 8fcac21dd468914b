import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';

/**
 * The origins of the panel, for a request to `host`: the address that people are told to open, and the one that
 * this request itself was sent to, under the same scheme. A browser lets no other site choose Host, and the
 * session cookie belongs to that host.
 */
function ownOrigins(host: string | null): string[] {
  const address = env().AUTH_URL;
  const scheme = address?.startsWith('https://') ? 'https' : 'http';
  return [...(address ? [new URL(address).origin] : []), ...(host ? [`${scheme}://${host}`] : [])];
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
