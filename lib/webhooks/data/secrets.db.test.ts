import { expect, it, vi } from 'vitest';
import { pool } from '@/lib/db';
import { createPerson } from '@/lib/testing/actors';
import { createWebhook } from '@/lib/webhooks/services/create-webhook';
import { rotateSecret } from '@/lib/webhooks/services/rotate-secret';

/** Of which secret is the newest everything depends in a rotation, and the ids say it (core/rotation.ts). */
it('get ids by the database’s clock, whatever that of the process says', async () => {
  const { actor } = await createPerson();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  const { webhook } = await createWebhook(actor, {
    url: 'https://crm.example.com/voki',
    events: ['call.created'],
  }).finally(() => vi.useRealTimers());
  await rotateSecret(actor, webhook.id, {});
  const { rows } = await pool().query<{ current: boolean; past: boolean }>(
    `SELECT expires_at IS NULL AS current, id < uuid_v7() AS past FROM webhook_secrets
     WHERE webhook_id = $1 ORDER BY id`,
    [webhook.id],
  );
  expect(rows).toEqual([
    { current: false, past: true },
    { current: true, past: true },
  ]);
});
