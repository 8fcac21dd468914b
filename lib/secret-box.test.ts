import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSecretBox, SecretUnreadableError } from '@/lib/secret-box';

const old = { id: 'k1', key: randomBytes(32) };
const current = { id: 'k2', key: randomBytes(32) };
const of = { organizationId: 'org-a', webhookId: 'hook-a' };
const secret = 'whsec_çãõ and 16 more';

describe('secret box', () => {
  it('opens what it sealed, and never seals the same twice', async () => {
    const box = createSecretBox([current]);
    const first = await box.seal(secret, of);
    const second = await box.seal(secret, of);
    expect(await box.open(first, of)).toBe(secret);
    expect(first.keyId).toBe('k2');
    expect(first.ciphertext).not.toEqual(second.ciphertext);
    expect(first.ciphertext.length).toBe(12 + Buffer.byteLength(secret) + 16);
    expect(first.ciphertext.includes(Buffer.from('whsec_'))).toBe(false);
  });

  it('seals with the first key and opens with every one', async () => {
    const sealedBefore = await createSecretBox([old]).seal(secret, of);
    const box = createSecretBox([current, old]);
    expect(box.currentKeyId).toBe('k2');
    expect(await box.open(sealedBefore, of)).toBe(secret);
    expect((await box.seal(secret, of)).keyId).toBe('k2');
  });

  it('is bound to its organisation and webhook', async () => {
    const box = createSecretBox([current]);
    const sealed = await box.seal(secret, of);
    await expect(box.open(sealed, { ...of, organizationId: 'org-b' })).rejects.toThrow(SecretUnreadableError);
    await expect(box.open(sealed, { ...of, webhookId: 'hook-b' })).rejects.toThrow(SecretUnreadableError);
  });

  it('refuses an unknown key, a changed byte, a cut tag and a stump', async () => {
    const box = createSecretBox([current]);
    const sealed = await box.seal(secret, of);
    const changed = Buffer.from(sealed.ciphertext);
    changed.writeUInt8(changed.readUInt8(20) ^ 1, 20);
    for (const wrong of [
      { ...sealed, keyId: 'k9' },
      { ...sealed, ciphertext: changed },
      { ...sealed, ciphertext: sealed.ciphertext.subarray(0, -4) },
      { ...sealed, ciphertext: sealed.ciphertext.subarray(0, 20) },
    ])
      await expect(box.open(wrong, of)).rejects.toThrow(SecretUnreadableError);
  });

  it('tells nothing of the secret in its errors', async () => {
    const box = createSecretBox([current]);
    const sealed = await box.seal(secret, of);
    await expect(box.open(sealed, { ...of, webhookId: 'x' })).rejects.toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('whsec_') }),
    );
  });
});
