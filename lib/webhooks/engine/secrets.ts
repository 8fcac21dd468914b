import { log } from '@/lib/log';
import { openSecret } from '@/lib/secret-box';
import { findSigningSecrets } from '@/lib/webhooks/data/signing-secrets';

/** Opened secrets kept in memory; beyond it the one opened first is forgotten. */
const KEPT_MAX = 10_000;

/** The secret cannot be had: removed since the delivery was leased, or sealed under a key that we do not have. */
export class SecretMissingError extends Error {
  override name = 'SecretMissingError';
}

/**
 * Opens secrets once per process. A stored secret never changes under its id (a new one has a new id, a sealing under
 * another key holds the same text), so what is kept cannot be stale: which ids are in force comes with each delivery.
 */
export class SigningSecrets {
  private readonly opened = new Map<string, string>();
  private readonly loading = new Map<string, Promise<void>>();

  /** The secrets of these ids in the clear, in order. Throws {@link SecretMissingError}. */
  async get(ids: readonly string[]): Promise<[string, ...string[]]> {
    const missing = ids.filter((id) => !this.opened.has(id));
    if (missing.length > 0) await Promise.all(missing.map((id) => this.load(id)));
    const [first, ...others] = ids.flatMap((id) => this.opened.get(id) ?? []);
    if (first === undefined || others.length + 1 < ids.length)
      throw new SecretMissingError('a secret is missing');
    return [first, ...others];
  }

  /** Several deliveries of one webhook begin together: they share the look-up. */
  private load(id: string): Promise<void> {
    let loading = this.loading.get(id);
    if (!loading) {
      loading = this.open(id).finally(() => this.loading.delete(id));
      this.loading.set(id, loading);
    }
    return loading;
  }

  private async open(id: string): Promise<void> {
    const [stored] = await findSigningSecrets([id]);
    if (!stored) return;
    try {
      this.opened.set(id, await openSecret(stored, stored));
    } catch (error) {
      log.error(
        { webhook: stored.webhookId, key: stored.keyId, reason: (error as Error).name },
        'a webhook secret cannot be opened',
      );
      return;
    }
    if (this.opened.size <= KEPT_MAX) return;
    const [oldest] = this.opened.keys();
    if (oldest !== undefined) this.opened.delete(oldest);
  }
}
