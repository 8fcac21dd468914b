import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { accessKeyMatches, accessKeyPrefix, newAccessKey } from './access-key';

describe('access keys', () => {
  it('are found by their prefix and known by their hash', () => {
    const made = newAccessKey('ingest', randomBytes);
    expect(made.key).toMatch(/^vki_[0-9a-f]{12}_[\w-]{43}$/);
    expect(accessKeyPrefix('ingest', made.key)).toBe(made.prefix);
    expect(accessKeyMatches(made.hash, made.key)).toBe(true);
    expect(accessKeyMatches(made.hash, `${made.key.slice(0, -1)}_`)).toBe(made.key.endsWith('_'));
    expect(accessKeyMatches(Buffer.from('short'), made.key)).toBe(false);
  });

  it('of one kind are none of the other', () => {
    const { key } = newAccessKey('api', randomBytes);
    expect(accessKeyPrefix('ingest', key)).toBeNull();
    expect(accessKeyPrefix('api', key)).not.toBeNull();
  });

  it.each(['', 'vki_', 'vki_00112233445_x', 'Bearer x', `vki_001122334455_${'a'.repeat(44)}`])(
    'does not take %j for one',
    (given) => {
      expect(accessKeyPrefix('ingest', given)).toBeNull();
    },
  );
});
