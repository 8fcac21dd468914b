import { describe, expect, it } from 'vitest';
import { GET } from '@/app/api/webhooks/[id]/deliveries/export/route';
import { pool } from '@/lib/db';
import { createPerson } from '@/lib/testing/actors';
import { callRoute } from '@/lib/testing/api';
import { addDelivery } from '@/lib/testing/deliveries';
import { createWebhook } from '@/prisma/factories';

async function setUp() {
  const person = await createPerson('supervisor');
  const { webhook } = await createWebhook({ organizationId: person.organization.id });
  const download = (search = '', cookies = '') =>
    callRoute(GET, { id: webhook.id }, { cookie: person.cookie + cookies, search });
  return { person, webhook, download };
}

describe('export-deliveries', () => {
  it('writes the filter as a file in the reader’s language and zone', async () => {
    const { webhook, download } = await setUp();
    const createdAt = new Date('2026-11-24T17:02:05Z');
    const made = await addDelivery(webhook, {
      event: 'call.missed',
      status: 'failure',
      statusCode: 503,
      subjectId: 'c-1',
      createdAt,
    });
    await addDelivery(webhook, { status: 'success' });
    const response = await download('?status=failure', '; voki_locale=pt-BR; voki_tz=America/Sao_Paulo');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="voki-deliveries-\w+\.csv"$/,
    );
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [head, row, end, ...more] = new TextDecoder().decode(bytes).split('\r\n');
    expect(head).toContain('"Criada em (America/Sao Paulo)";"Status";"Evento"');
    expect(row).toBe(
      `"2026-11-24 14:02:05";"Falha";"Chamada perdida";"call.missed";"c-1";503;1;;"real";"${made.id}"`,
    );
    expect([end, more]).toEqual(['', []]);
  });

  it('tells no time that has passed as that of the next attempt', async () => {
    const { webhook, download } = await setUp();
    const createdAt = new Date('2026-11-24T17:02:05Z');
    const nextOf = async (nextAttemptAt: Date | null, status: 'failure' | 'pending' = 'failure') => {
      const { id } = await addDelivery(webhook, { status, nextAttemptAt, createdAt });
      const line = (await (await download('', '; voki_locale=en')).text())
        .split('\r\n')
        .find((one) => one.includes(id));
      return line?.split(',').at(-3);
    };
    expect(await nextOf(null)).toBe('');
    expect(await nextOf(new Date('2099-01-01T12:00:00Z'))).toBe('"2099-01-01 12:00:00"');
    const past = new Date(Date.now() - 120_000);
    expect(await nextOf(past)).toBe('"Waiting its turn"');
    expect(await nextOf(past, 'pending')).toBe('"Waiting its turn"');
    await pool().query(
      `UPDATE webhook_states SET consecutive_failures = 20, paused_until = now() + interval '1 minute'
       WHERE webhook_id = $1`,
      [webhook.id],
    );
    expect(await nextOf(new Date(Date.now() + 30_000))).toBe('"Waiting its turn"');
  });

  it('runs nothing that a call system wrote as a formula', async () => {
    const { webhook, download } = await setUp();
    await addDelivery(webhook, { subjectId: '=HYPERLINK("https://evil.example","x")' });
    expect(await (await download()).text()).toContain(`"'=HYPERLINK(""https://evil.example"",""x"")"`);
  });

  it('tells tests from real deliveries', async () => {
    const { webhook, download } = await setUp();
    const real = await addDelivery(webhook);
    const test = await addDelivery(webhook, { test: true });
    expect(await (await download('?test=true')).text()).not.toContain(real.id);
    expect(await (await download('?test=false')).text()).not.toContain(test.id);
    expect((await download('?test=1')).status).toBe(422);
  });

  it('goes through all pages, each delivery once, and stops when the reader leaves', async () => {
    const { webhook, download } = await setUp();
    await pool().query(
      `WITH made AS (INSERT INTO events (id, organization_id, event, "timestamp")
         SELECT gen_random_uuid(), $1, 'call.created', now() FROM generate_series(1, 2500) RETURNING id)
       INSERT INTO deliveries (id, organization_id, webhook_id, event_id, event, status)
       SELECT gen_random_uuid(), $1, $2, id, 'call.created', 'success' FROM made`,
      [webhook.organizationId, webhook.id],
    );
    const lines = (await (await download()).text()).trimEnd().split('\r\n').slice(1);
    expect(lines).toHaveLength(2500);
    expect(new Set(lines.map((line) => line.split(',').at(-1))).size).toBe(2500);

    const reader = (await download()).body?.getReader();
    await reader?.read();
    await expect(reader?.cancel()).resolves.toBeUndefined();
  });
});
