import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { prisma } from '@/lib/db';
import { env } from '@/lib/env';
import { createSecretBox } from '@/lib/secret-box';
import { createPerson } from '@/lib/testing/actors';
import { createWebhook } from './create-webhook';
import { rotateKeys } from './rotate-keys';
import { rotateSecret } from './rotate-secret';

const input = { url: 'https://crm.example.com/voki', events: ['call.created' as const] };
const WEBHOOKS = 12;

describe('a new encryption key', () => {
  it('takes over while secrets are made and replaced, and twice at once', async () => {
    const { actor } = await createPerson();
    const made = await Promise.all(Array.from({ length: WEBHOOKS }, () => createWebhook(actor, input)));
    const ring = [{ id: 'next', key: randomBytes(32) }, ...env().ENCRYPTION_KEYS];
    const both = createSecretBox(ring);
    const [one, two, late, ...rotated] = await Promise.all([
      rotateKeys(both),
      rotateKeys(both),
      createWebhook(actor, input),
      ...made.map(({ webhook }) => rotateSecret(actor, webhook.id, {})),
    ]);
    expect([one.unreadable, two.unreadable]).toEqual([[], []]);
    // What was sealed under the old key meanwhile.
    await rotateKeys(both);
    const stored = await prisma().webhookSecret.findMany();
    expect(new Set(stored.map(({ keyId }) => keyId))).toEqual(new Set(['next']));
    const alone = createSecretBox(ring.slice(0, 1));
    const clear = await Promise.all(stored.map((row) => alone.open(row, row)));
    const expected = [...made, late, ...rotated].map(({ secret }) => secret);
    expect(clear.sort()).toEqual(expected.sort());
  });
});
