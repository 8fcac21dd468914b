import { enginePool } from '@/lib/db';
import type { SealedSecret } from '@/lib/secret-box';
import { plainArray } from './array-literal';

/** A sealed secret and whose it is. */
export interface StoredSigningSecret extends SealedSecret {
  id: string;
  organizationId: string;
  webhookId: string;
}

/** The secrets of these ids that still exist; for the engine, which got the ids with deliveries of any organisation. */
export async function findSigningSecrets(ids: readonly string[]): Promise<StoredSigningSecret[]> {
  const { rows } = await enginePool().query<{
    id: string;
    organization_id: string;
    webhook_id: string;
    key_id: string;
    ciphertext: Buffer;
  }>({
    name: 'signing-secrets',
    text: 'SELECT id, organization_id, webhook_id, key_id, ciphertext FROM webhook_secrets WHERE id = ANY ($1::uuid[])',
    values: [plainArray(ids)],
  });
  return rows.map((row) => ({
    id: row.id,
    organizationId: row.organization_id,
    webhookId: row.webhook_id,
    keyId: row.key_id,
    ciphertext: row.ciphertext,
  }));
}
