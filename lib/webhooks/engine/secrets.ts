import { log } from '@/lib/log';
import { openSecret } from '@/lib/secret-box';
import { findSigningSecrets } from '@/lib/webhooks/data/signing-secrets';

/** Opened secrets kept in memory; beyond it the one opened first is forgotten. */
const KEPT_MAX = 10_000;

/** The secret cannot be had: removed since the delivery was leased, or sealed under a key that we do not have. */
export class SecretMissingError extends Error {
  override name = 'SecretMissingError';

  constructor(readonly isSealed: boolean) {
    super(isSealed ? 'a secret cannot be opened' : 'a secret was removed');
  }
}

type Opening = 'opened' | 'removed' | 'sealed';

/**
 * Opens secrets once per process. A stored secret never changes under its id (a new one has a new id, a sealing under
 * another key holds the same text), so what is kept cannot be stale: which ids are in force comes with each delivery.
 */
export class SigningSecrets {
  private readonly opened = new Map<string, string>();
  private readonly loading = new Map<string, Promise<Opening>>();

  /** The secrets of these ids in the clear, in order; null when one of them is still to be opened by {@link get}. */
  known(ids: readonly string[]): [string, ...string[]] | null {
    const [id] = ids;
    const first = id === undefined ? id : this.opened.get(id);
    if (first === undefined) return null;
    const secrets: [string, ...string[]] = [first];
    for (let index = 1; index < ids.length; index++) {
      const secret = this.opened.get(ids[index] ?? '');
      if (secret === undefined) return null;
      secrets.push(secret);
    }
    return secrets;
  }

  /** The same, opened where it must be. Throws {@link SecretMissingError}. */
  async get(ids: readonly string[]): Promise<[string, ...string[]]> {
    const missing = ids.filter((id) => !this.opened.has(id));
    const found = await Promise.all(missing.map((id) => this.load(id)));
    const secrets = this.known(ids);
    if (!secrets) throw new SecretMissingError(found.includes('sealed'));
    return secrets;
  }

  /** Several deliveries of one webhook begin together: they share the look-up. */
  private load(id: string): Promise<Opening> {
    let loading = this.loading.get(id);
    if (!loading) {
      loading = this.open(id).finally(() => this.loading.delete(id));
      this.loading.set(id, loading);
    }
    return loading;
  }

  private async open(id: string): Promise<Opening> {
    const [stored] = await findSigningSecrets([id]);
    if (!stored) return 'removed';
    try {
      this.opened.set(id, await openSecret(stored, stored));
    } catch (error) {
      log.error(
        { webhook: stored.webhookId, key: stored.keyId, reason: (error as Error).name },
        'a webhook secret cannot be opened',
      );
      return 'sealed';
    }
    const [oldest] = this.opened.keys();
    if (this.opened.size > KEPT_MAX && oldest !== undefined) this.opened.delete(oldest);
    return 'opened';
  }
}
