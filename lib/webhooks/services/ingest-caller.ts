import { keyMatches, keyPrefix } from '@/lib/auth/bearer-key';
import { bearerToken } from '@/lib/auth/bearer-token';
import { lookUpKey } from '@/lib/auth/key-guesses';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { findIngestKey, touchIngestKeys, type UsableIngestKey } from '@/lib/webhooks/data/ingest-keys';
import { inTime } from './in-time';

/** How long a key is taken for good without asking again, and so how long a revoked one may still be used. */
const TRUST_MS = 2000;
const TRUSTED_MAX = 1000;
/** How often last uses are written. */
const TOUCH_MS = 5000;

interface Trusted extends UsableIngestKey {
  until: number;
}

/** By prefix, the one looked up longest ago first. */
const trusted = new Map<string, Trusted>();
const asking = new Map<string, Promise<UsableIngestKey | null>>();
const used = new Set<string>();

/**
 * Who posts: the ingest key of the request. Every request's key is hashed and compared; only the look-up of its row
 * is spared for two seconds. Throws AppError `unauthenticated`, `rate_limited` (too many unknown keys from there).
 */
export async function ingestCaller(request: Request): Promise<UsableIngestKey> {
  const token = bearerToken(request);
  const prefix = token && keyPrefix('ingest', token);
  const key = prefix ? await usable(request, token, prefix) : null;
  if (!key) throw new AppError('unauthenticated', { key: 'ingest_key_unknown' });
  noteUse(key.id);
  return key;
}

async function usable(request: Request, token: string, prefix: string): Promise<UsableIngestKey | null> {
  const ofToken = (key: UsableIngestKey | null) => (key && keyMatches(token, key.hash) ? key : null);
  const known = trusted.get(prefix);
  if (known && known.until > performance.now()) return ofToken(known);
  return lookUpKey(request, token, async () => ofToken(await lookUp(prefix)));
}

/** Requests that come together when the time of a key is over share one question. */
function lookUp(prefix: string): Promise<UsableIngestKey | null> {
  let asked = asking.get(prefix);
  if (!asked) {
    asked = ask(prefix).finally(() => asking.delete(prefix));
    asking.set(prefix, asked);
  }
  return asked;
}

async function ask(prefix: string): Promise<UsableIngestKey | null> {
  trusted.delete(prefix);
  const key = await inTime(findIngestKey(prefix));
  if (!key) return null;
  trusted.set(prefix, { ...key, until: performance.now() + TRUST_MS });
  const [oldest] = trusted.keys();
  if (trusted.size > TRUSTED_MAX && oldest !== undefined) trusted.delete(oldest);
  return key;
}

function noteUse(id: string): void {
  // The first one since the last write arranges the next.
  if (used.size === 0) setTimeout(writeUses, TOUCH_MS).unref();
  used.add(id);
}

function writeUses(): void {
  const ids = [...used];
  used.clear();
  touchIngestKeys(ids).catch((error: Error) =>
    log.warn({ reason: error.name }, 'last use of keys not written'),
  );
}
