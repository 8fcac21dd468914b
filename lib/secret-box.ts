import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { env } from '@/lib/env';

/**
 * Webhook secrets at rest: AES-256-GCM under a ring of named keys. Organisation and webhook are bound in as
 * additional data, so that a sealed secret copied to another row does not open.
 */

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Whose secret it is. */
export interface SecretOwner {
  organizationId: string;
  webhookId: string;
}

/** As it is stored. `ciphertext` is the nonce (12 bytes), the encrypted text, and the tag (16 bytes). */
export interface SealedSecret {
  keyId: string;
  ciphertext: Uint8Array;
}

/**
 * What a key holder must be able to do; the environment's keys are the one that stands here. A KMS takes its place by
 * sealing under its own current key and opening by key id, with the owner as its encryption context. Both may take the
 * time of a network call, so nobody asks for them inside of a transaction.
 */
export interface SecretBox {
  /** Under which {@link seal} encrypts now; everything under another one is to be sealed anew by `keys rotate`. */
  readonly currentKeyId: string;
  seal(plain: string, of: SecretOwner): Promise<{ keyId: string; ciphertext: Buffer }>;
  /** Rejects with {@link SecretUnreadableError}. */
  open(sealed: SealedSecret, of: SecretOwner): Promise<string>;
}

/** The stored secret cannot be opened: its key is not in the ring, it was altered, or it belongs to another webhook. */
export class SecretUnreadableError extends Error {
  override name = 'SecretUnreadableError';
}

function additionalData(of: SecretOwner): Buffer {
  return Buffer.from(`voki webhook secret\0${of.organizationId}\0${of.webhookId}`, 'utf8');
}

/** A box over `keys` of 32 bytes each: the first one seals, every one opens. */
export function createSecretBox(keys: readonly { id: string; key: Buffer }[]): SecretBox {
  const current = keys[0];
  if (!current) throw new Error('at least one encryption key is needed');
  const byId = new Map(keys.map(({ id, key }) => [id, key]));
  return {
    currentKeyId: current.id,
    async seal(plain, of) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce).setAAD(additionalData(of));
      const encrypted = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return { keyId: current.id, ciphertext: Buffer.concat([nonce, encrypted, cipher.getAuthTag()]) };
    },
    async open({ keyId, ciphertext }, of) {
      const key = byId.get(keyId);
      if (!key) throw new SecretUnreadableError(`encryption key ${keyId} is not among ENCRYPTION_KEYS`);
      if (ciphertext.length < NONCE_BYTES + TAG_BYTES) throw new SecretUnreadableError('too short');
      const decipher = createDecipheriv('aes-256-gcm', key, ciphertext.subarray(0, NONCE_BYTES), {
        // Without it Node takes tags cut down to 4 bytes as well.
        authTagLength: TAG_BYTES,
      })
        .setAAD(additionalData(of))
        .setAuthTag(ciphertext.subarray(-TAG_BYTES));
      try {
        return Buffer.concat([
          decipher.update(ciphertext.subarray(NONCE_BYTES, -TAG_BYTES)),
          decipher.final(),
        ]).toString('utf8');
      } catch {
        throw new SecretUnreadableError('altered, or sealed for another webhook');
      }
    },
  };
}

let fromEnvironment: SecretBox | undefined;

/** The box over ENCRYPTION_KEYS. */
export function secretBox(): SecretBox {
  fromEnvironment ??= createSecretBox(env().ENCRYPTION_KEYS);
  return fromEnvironment;
}

/** Seals under the first of ENCRYPTION_KEYS. */
export function sealSecret(plain: string, of: SecretOwner): Promise<{ keyId: string; ciphertext: Buffer }> {
  return secretBox().seal(plain, of);
}

/** The secret in the clear. Rejects with {@link SecretUnreadableError}. */
export function openSecret(sealed: SealedSecret, of: SecretOwner): Promise<string> {
  return secretBox().open(sealed, of);
}
