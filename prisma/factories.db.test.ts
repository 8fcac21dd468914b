import { describe, expect, it } from 'vitest';
import { keyMatches } from '@/lib/auth/bearer-key';
import { passwordTurn } from '@/lib/auth/password';
import { prisma } from '@/lib/db';
import { openSecret } from '@/lib/secret-box';
import { createIngestKey, createOrganization, createUser, createWebhook } from './factories';

describe('factories', () => {
  it('make people who can sign in', async () => {
    const { id: organizationId } = await createOrganization();
    const user = await createUser({ organizationId, password: 'correct horse' });
    expect(await passwordTurn((verify) => verify(user.passwordHash, 'correct horse'))).toBe(true);
  });

  it('make webhooks whose stored secret opens to the one they answer', async () => {
    const { id: organizationId } = await createOrganization();
    const { webhook, secret } = await createWebhook({ organizationId, disabledReason: 'manual' });
    const [stored] = await prisma().webhookSecret.findMany({ where: { webhookId: webhook.id } });
    expect(webhook).toMatchObject({ enabled: false, disabledReason: 'manual' });
    expect(stored && (await openSecret(stored, { organizationId, webhookId: webhook.id }))).toBe(secret);
  });

  it('make ingest keys of which only the hash is stored', async () => {
    const { ingestKey, key } = await createIngestKey();
    expect(keyMatches(key, ingestKey.hash)).toBe(true);
    expect(JSON.stringify(ingestKey)).not.toContain(key);
  });
});
