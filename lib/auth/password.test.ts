import { describe, expect, it, vi } from 'vitest';
import { hashPassword, passwordTurn } from '@/lib/auth/password';

// A hundred hashes are two seconds of an idle machine, and many of a busy one.
vi.setConfig({ testTimeout: 60_000 });

const verifyPassword = (phc: string | null, password: string) =>
  passwordTurn((verify) => verify(phc, password));

describe('passwords', () => {
  it('are kept as argon2id with 19 MiB, two passes, one lane', async () => {
    const phc = await hashPassword('correct horse');
    expect(phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verifyPassword(phc, 'correct horse')).toBe(true);
    expect(await verifyPassword(phc, 'correct horsf')).toBe(false);
    expect(await verifyPassword(null, 'correct horse')).toBe(false);
  });

  it('of nobody cost the same work as of somebody', async () => {
    const phc = await hashPassword('correct horse');
    const cost = async (of: string | null) => {
      const started = performance.now();
      for (let round = 0; round < 8; round += 1) await verifyPassword(of, 'wrong');
      return performance.now() - started;
    };
    await cost(phc);
    const ratio = (await cost(null)) / (await cost(phc));
    // A missing hash that was answered at once would be below 0.01; machines of CI are noisy.
    expect(ratio).toBeGreaterThan(0.2);
    expect(ratio).toBeLessThan(5);
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
