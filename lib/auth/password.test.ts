import * as argon2 from '@node-rs/argon2';
import { describe, expect, it, vi } from 'vitest';
import { hashPassword, passwordTurn } from '@/lib/auth/password';

// A hundred hashes are two seconds of an idle machine, and many of a busy one.
vi.setConfig({ testTimeout: 60_000 });

vi.mock('@node-rs/argon2', { spy: true });

/** argon2id, 19 MiB, two passes, one lane. */
const PARAMETERS = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;

const verifyPassword = (phc: string | null, password: string) =>
  passwordTurn((verify) => verify(phc, password));

describe('passwords', () => {
  it('are kept as argon2id with 19 MiB, two passes, one lane', async () => {
    const phc = await hashPassword('correct horse');
    expect(phc).toMatch(PARAMETERS);
    expect(await verifyPassword(phc, 'correct horse')).toBe(true);
    expect(await verifyPassword(phc, 'correct horsf')).toBe(false);
    expect(await verifyPassword(null, 'correct horse')).toBe(false);
  });

  it('of nobody cost the same work as of somebody', async () => {
    const checked = vi.mocked(argon2.verify);
    for (const of of [await hashPassword('correct horse'), null]) {
      checked.mockClear();
      expect(await verifyPassword(of, 'wrong')).toBe(false);
      // The parameters decide how long it takes.
      expect(checked.mock.calls).toEqual([[expect.stringMatching(PARAMETERS), 'wrong']]);
      expect(await checked.mock.results[0]?.value).toBe(false);
    }
  });

  it('are checked a few at a time, and a flood is turned away at once', async () => {
    const flood = Array.from({ length: 160 }, () => verifyPassword(null, 'x'));
    const outcomes = await Promise.allSettled(flood);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(160 - 102);
    expect(refused[0]).toMatchObject({ reason: { code: 'unavailable', key: 'sign_in_busy' } });
    expect(await verifyPassword(null, 'x')).toBe(false);
  });
});
