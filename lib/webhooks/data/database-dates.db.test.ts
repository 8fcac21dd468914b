import { expect, it, vi } from 'vitest';
import { pool } from '@/lib/db';
import { createPerson } from '@/lib/testing/actors';
import { createApiKey } from '@/lib/webhooks/services/create-api-key';
import { createWebhook } from '@/lib/webhooks/services/create-webhook';
import { revokeApiKey } from '@/lib/webhooks/services/revoke-api-key';
import { rotateSecret } from '@/lib/webhooks/services/rotate-secret';
import { updateWebhook } from '@/lib/webhooks/services/update-webhook';

const input = { url: 'https://crm.example.com/voki', events: ['call.created' as const] };

/** Does `work` in a process whose clock is an hour ahead of the database's. */
async function anHourAhead<T>(work: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  return work().finally(() => vi.useRealTimers());
}

it('dates what people do by the database’s clock, whatever that of the process says', async () => {
  const { actor } = await createPerson();
  await anHourAhead(async () => {
    const { webhook } = await createWebhook(actor, input);
    await updateWebhook(actor, webhook.id, { description: 'CRM' });
    const { apiKey } = await createApiKey(actor, { name: 'Nightly report', scope: 'manager' });
    await revokeApiKey(actor, apiKey.id);
  });
  const { rows } = await pool().query<{ what: string }>(
    `SELECT what FROM (
       SELECT 'webhook made' AS what, created_at AS at FROM webhooks WHERE organization_id = $1
       UNION ALL SELECT 'webhook changed', updated_at FROM webhooks WHERE organization_id = $1
       UNION ALL SELECT 'key made', created_at FROM api_keys WHERE organization_id = $1
       UNION ALL SELECT 'key ended', revoked_at FROM api_keys WHERE organization_id = $1
       UNION ALL SELECT action, created_at FROM audit_entries WHERE organization_id = $1
     ) AS dated WHERE at > clock_timestamp() OR at IS NULL`,
    [actor.organizationId],
  );
  expect(rows).toEqual([]);
});

/** Of which secret is the newest everything depends in a rotation, and the ids say it (core/rotation.ts). */
it('gives secrets ids by the database’s clock', async () => {
  const { actor } = await createPerson();
  const { webhook } = await anHourAhead(() => createWebhook(actor, input));
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
