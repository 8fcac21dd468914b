import { type SecretBox, SecretUnreadableError, secretBox } from '@/lib/secret-box';
import { findSecretsNotUnder, replaceSealed, type StoredSecret } from '@/lib/webhooks/data/secrets';

const BATCH = 100;

/** `unreadable`: ids of secrets whose key is no longer in ENCRYPTION_KEYS, or that were altered. */
export interface KeyRotation {
  key_id: string;
  resealed: number;
  unreadable: string[];
}

/**
 * Seals every webhook secret anew under the first of ENCRYPTION_KEYS. Each secret is one small statement that
 * takes effect only where nobody was quicker, so it may run beside everything else, twice at once, and again
 * after it was stopped. Processes that serve must know the new key before. For the operator.
 */
export async function rotateKeys(box: SecretBox = secretBox()): Promise<KeyRotation> {
  const result: KeyRotation = { key_id: box.currentKeyId, resealed: 0, unreadable: [] };
  let batch: StoredSecret[];
  let after: string | null = null;
  do {
    batch = await findSecretsNotUnder(box.currentKeyId, after, BATCH);
    for (const stored of batch) {
      try {
        const sealed = await box.seal(await box.open(stored, stored), stored);
        if (await replaceSealed(stored, sealed)) result.resealed += 1;
      } catch (error) {
        if (!(error instanceof SecretUnreadableError)) throw error;
        result.unreadable.push(stored.id);
      }
    }
    after = batch.at(-1)?.id ?? null;
  } while (batch.length === BATCH);
  return result;
}
