import { createHash, timingSafeEqual } from 'node:crypto';

/** What a key is for: the call system's intake, or customers' own scripts. Its first letters say so. */
export type AccessKeyKind = 'ingest' | 'api';

const LETTERS: Record<AccessKeyKind, string> = { ingest: 'vki', api: 'vka' };
const PREFIX_BYTES = 6;
const SECRET_BYTES = 32;

/** A new key: `key` is shown once, the rest is stored. */
export interface AccessKey {
  /** `<prefix>_<base64url of 32 random bytes>`. */
  key: string;
  /** Public and unique; by it the stored row is found. */
  prefix: string;
  /** SHA-256 of `key`. 256 random bits need no slow hash. */
  hash: Buffer;
}

/** Makes a key out of `randomBytes`. */
export function newAccessKey(kind: AccessKeyKind, randomBytes: (size: number) => Uint8Array): AccessKey {
  const prefix = `${LETTERS[kind]}_${Buffer.from(randomBytes(PREFIX_BYTES)).toString('hex')}`;
  const key = `${prefix}_${Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url')}`;
  return { key, prefix, hash: accessKeyHash(key) };
}

/** The prefix of what somebody sent as a key of this kind; null when it cannot be one. */
export function accessKeyPrefix(kind: AccessKeyKind, given: string): string | null {
  const match = /^(vk[ia]_[0-9a-f]{12})_[A-Za-z0-9_-]{43}$/.exec(given);
  return match?.[1]?.startsWith(`${LETTERS[kind]}_`) ? match[1] : null;
}

/** SHA-256 of a key, as it is stored. */
export function accessKeyHash(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest();
}

/** Whether `given` is the key behind `hash`, in a time that does not depend on where they differ. */
export function accessKeyMatches(hash: Uint8Array, given: string): boolean {
  const other = accessKeyHash(given);
  return hash.length === other.length && timingSafeEqual(hash, other);
}
