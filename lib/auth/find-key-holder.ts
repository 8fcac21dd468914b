import type { Actor } from '@/lib/auth/actor';
import { keyMatches, keyPrefix } from '@/lib/auth/bearer-key';
import { bearerToken } from '@/lib/auth/bearer-token';
import { findApiKey, touchApiKey } from '@/lib/auth/data/api-keys';
import { lookUpKey } from '@/lib/auth/key-guesses';
import { CLIENT_ADDRESS_HEADER } from '@/lib/http/client-address';
import { log } from '@/lib/log';

/** How exact a key's last use is: it is written at most once in this time. */
const TOUCH_MS = 60_000;

/**
 * Who calls with the API key of this request, with the key's name and the rights of its scope; null when there is no
 * such key or it was revoked. It is looked up at every request, so that revoking acts at once.
 * @throws AppError `rate_limited` when too many that were none came from there
 */
export async function findKeyHolder(request: Request): Promise<Actor | null> {
  const token = bearerToken(request);
  const prefix = token && keyPrefix('api', token);
  if (!token || !prefix) return null;
  const key = await lookUpKey(request, token, async () => {
    const found = await findApiKey(prefix);
    return found && keyMatches(token, found.hash) ? found : null;
  });
  if (!key) return null;
  const { holder, lastUsedAt } = key;
  if (!lastUsedAt || lastUsedAt.getTime() < Date.now() - TOUCH_MS) await noteUse(holder.id);
  return { kind: 'api_key', address: request.headers.get(CLIENT_ADDRESS_HEADER), ...holder };
}

/** What was asked for is answered also when this cannot be written. */
async function noteUse(id: string): Promise<void> {
  await touchApiKey(id).catch((error: Error) =>
    log.warn({ reason: error.name }, 'last use of an API key not written'),
  );
}
