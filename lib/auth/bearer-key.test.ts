import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyMatches, keyPrefix, mintKey } from './bearer-key';

describe('a bearer key', () => {
  it.each(['ingest', 'api'] as const)('of kind %s is found by its prefix and known by its hash', (kind) => {
    const { key, prefix, hash } = mintKey(kind, randomBytes);
    expect(key).toMatch(new RegExp(`^voki_${kind}_[\\w-]{8}\\.[\\w-]{43}$`));
    expect(keyPrefix(kind, key)).toBe(prefix);
    expect(keyMatches(key, hash)).toBe(true);
  });

  it('does not match the hash of another one', () => {
    const one = mintKey('api', randomBytes);
    expect(keyMatches(mintKey('api', randomBytes).key, one.hash)).toBe(false);
    expect(keyMatches(`${one.key.slice(0, -1)}~`, one.hash)).toBe(false);
    expect(keyMatches(one.key, new Uint8Array(0))).toBe(false);
  });

  it('keeps its secret out of the prefix', () => {
    const { key, prefix } = mintKey('ingest', randomBytes);
    expect(key.length - prefix.length).toBe(44);
  });

  it.each(['', 'voki_ingest_', 'voki_api_Ab3dEf9h', `voki_ingest_Ab3dEf9h.${'x'.repeat(42)}`, 'Bearer x'])(
    'refuses %j',
    (text) => {
      expect(keyPrefix('ingest', text)).toBeNull();
    },
  );

  it('refuses a key of the other kind', () => {
    expect(keyPrefix('ingest', mintKey('api', randomBytes).key)).toBeNull();
  });
});
