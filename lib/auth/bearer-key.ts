import { hash as digest, timingSafeEqual } from 'node:crypto';

/** What a key opens; its first letters say so, for people and for secret scanners. */
export type BearerKeyKind = 'ingest' | 'api';

/** Bytes of randomness in the public part (it only has to be unique) and in the secret part. */
const PREFIX_BYTES = 6;
const SECRET_BYTES = 32;
const KEY = /^(voki_(ingest|api)_[A-Za-z0-9_-]{8})\.[A-Za-z0-9_-]{43}$/;

export interface MintedKey {
  /** Shown once, never stored. */
  key: string;
  /** Public beginning, by which the row is found. */
  prefix: string;
  /** SHA-256 of the whole key; its 256 random bits need no slow hash. */
  hash: Uint8Array<ArrayBuffer>;
}

/** A new key, as `voki_ingest_Ab3dEf9h.` and 43 more characters. */
export function mintKey(kind: BearerKeyKind, randomBytes: (size: number) => Uint8Array): MintedKey {
  const prefix = `voki_${kind}_${Buffer.from(randomBytes(PREFIX_BYTES)).toString('base64url')}`;
  const key = `${prefix}.${Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url')}`;
  return { key, prefix, hash: hashKey(key) };
}

/** The prefix to look the key up by; null when it is none of that kind. */
export function keyPrefix(kind: BearerKeyKind, key: string): string | null {
  const match = KEY.exec(key);
  return match?.[2] === kind ? (match[1] ?? null) : null;
}

/** Whether `key` is the one behind the stored hash, in constant time. */
export function keyMatches(key: string, hash: Uint8Array): boolean {
  const given = hashKey(key);
  return given.length === hash.length && timingSafeEqual(given, hash);
}

function hashKey(key: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(digest('sha256', key, 'buffer'));
}
