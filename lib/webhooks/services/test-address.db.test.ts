import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import { pool, prisma } from '@/lib/db';
import { CLIENT_ADDRESS_HEADER } from '@/lib/http/client-address';
import { createPerson } from '@/lib/testing/actors';
import { ORIGIN } from '@/lib/testing/api';
import { addDelivery } from '@/lib/testing/deliveries';
import { vokiSignature } from '@/lib/webhooks/core/signature';
import { TEST_ADDRESS_PATH, TEST_BODY_KEPT_MAX, TEST_MESSAGES_MAX } from '@/lib/webhooks/core/test-address';
import { engine } from '@/lib/webhooks/engine/engine';
import { createWebhook } from '@/prisma/factories';
import { clearTestMessages } from './clear-test-messages';
import { eraseCustomer } from './erase-customer';
import { listTestMessages } from './list-test-messages';
import { openTestAddress } from './open-test-address';
import { receiveTestMessage } from './receive-test-message';

let actor: Actor;
let token: string;

beforeEach(async () => {
  actor = (await createPerson()).actor;
  token = (await openTestAddress(actor)).url.replace(`${ORIGIN}${TEST_ADDRESS_PATH}`, '');
});

afterAll(() => engine().stop());

const BODY = '{"event":"call.missed","timestamp":"2026-11-24T14:30:00Z","data":{"id":"c-1"}}';

const posted = (headers: Record<string, string> = {}, body: BodyInit = BODY, to = token) =>
  receiveTestMessage(to, new Request(ORIGIN, { method: 'POST', headers, body }));

/** A delivery of this organisation's, or another's, and the secret of its webhook. */
async function delivery(of: Pick<Actor, 'organizationId'> = actor) {
  const { webhook, secret } = await createWebhook({ organizationId: of.organizationId });
  const made = await addDelivery(webhook);
  return { id: made.id, webhookId: webhook.id, secret };
}

describe('the test address', () => {
  it('is the same for the organisation, whoever asks, and another for others', async () => {
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect((await openTestAddress(actor)).url).toContain(token);
    const { actor: other } = await createPerson();
    expect((await openTestAddress(other)).url).not.toContain(token);
  });

  it('is for managers', async () => {
    const { actor: supervisor } = await createPerson('supervisor');
    await expect(openTestAddress(supervisor)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(listTestMessages(supervisor)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(clearTestMessages(supervisor)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('costs the database no question for each one that is made up', async () => {
    const from = { [CLIENT_ADDRESS_HEADER]: '203.0.113.77' };
    await posted(from);
    const codes = await Promise.all(
      Array.from({ length: 150 }, (_, n) =>
        posted(from, BODY, `${n}`.padStart(43, 'x')).catch((error: { code: string }) => error.code),
      ),
    );
    expect(codes.filter((code) => code === 'not_found').length).toBeGreaterThan(50);
    expect(codes.filter((code) => code === 'rate_limited').length).toBeGreaterThan(10);
    // Who has the right one is none of those.
    await posted(from);
  });

  it.each(['', 'x', 'A'.repeat(43), '../../webhooks'])(
    'answers %j as nothing that is there',
    async (other) => {
      await expect(posted({}, BODY, other)).rejects.toMatchObject({ code: 'not_found' });
    },
  );
});

describe('what arrives', () => {
  it('is told apart by its signature', async () => {
    const mine = await delivery();
    const foreign = await delivery((await createPerson()).actor);
    const body = Buffer.from(BODY);
    const named = (id: string, signature?: string) => ({
      'x-voki-delivery': id,
      ...(signature && { 'x-voki-signature': signature }),
    });
    await posted(named(mine.id, vokiSignature(mine.secret, body)));
    await posted(named(mine.id, vokiSignature('another secret of 16', body)));
    await posted(named(mine.id));
    await posted(named(foreign.id, vokiSignature(foreign.secret, body)));
    await posted({ 'x-voki-signature': 'sha256=abc' });
    const messages = (await listTestMessages(actor)).reverse();
    expect(messages.map(({ signature }) => signature)).toEqual([
      'right',
      'wrong',
      'absent',
      'unknown',
      'unknown',
    ]);
    expect(messages[0]).toMatchObject({ delivery_id: mine.id, webhook_id: mine.webhookId, body: BODY });
    expect(messages[3]).toMatchObject({ delivery_id: null, webhook_id: null });
  });

  it('is of this organisation alone, and can be cleared', async () => {
    await posted();
    const { actor: other } = await createPerson();
    await openTestAddress(other);
    expect(await listTestMessages(other)).toEqual([]);
    await clearTestMessages(other);
    expect(await listTestMessages(actor)).toHaveLength(1);
    await clearTestMessages(actor);
    expect(await listTestMessages(actor)).toEqual([]);
  });

  it('goes when a customer of the organisation is erased', async () => {
    await posted();
    await eraseCustomer(actor, { email: 'maria@example.com' });
    expect(await listTestMessages(actor)).toEqual([]);
  });

  it('is kept with the headers of a notification only, and as text that can be stored', async () => {
    await posted(
      {
        'content-type': 'application/json',
        'x-voki-event': 'call.missed',
        'webhook-id': 'w',
        authorization: 'Bearer secret',
        cookie: 'session=secret',
        'x-api-key': 'secret',
        // By which our own front door tells where a request comes from.
        'x-voki-client-address': '203.0.113.9',
      },
      Buffer.from([0x7b, 0x00, 0xff, 0x7d]),
    );
    const [message] = await listTestMessages(actor);
    expect(message?.headers).toEqual({
      'content-type': 'application/json',
      'x-voki-event': 'call.missed',
      'webhook-id': 'w',
    });
    expect(message?.body).toBe('{\ufffd\ufffd}');
  });

  it('is bounded in size', async () => {
    await posted({}, Buffer.alloc(200_000, 0xff));
    const [message] = await listTestMessages(actor);
    expect(message?.body_truncated).toBe(true);
    expect(Buffer.byteLength(message?.body ?? '')).toBeLessThanOrEqual(TEST_BODY_KEPT_MAX);
    await expect(posted({}, Buffer.alloc(300 * 1024))).rejects.toMatchObject({ code: 'payload_too_large' });
  });

  it('is bounded in number', async () => {
    await prisma().testMessage.createMany({
      data: Array.from({ length: TEST_MESSAGES_MAX + 20 }, (_, index) => ({
        id: `01900000-0000-7000-8000-0000000000${String(index).padStart(2, '0')}`,
        organizationId: actor.organizationId,
        signature: 'absent',
        headers: {},
        body: String(index),
        bodyCut: false,
      })),
    });
    await posted();
    const count = await prisma().testMessage.count({ where: { organizationId: actor.organizationId } });
    expect(count).toBe(TEST_MESSAGES_MAX);
    expect((await listTestMessages(actor))[0]?.body).toBe(BODY);
  });

  it('is bounded in pace', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 80 }, () => posted()));
    const refused = tries.filter((one) => one.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.reason).toMatchObject({ code: 'rate_limited' });
  });

  it('is bounded in age', async () => {
    await posted();
    await pool().query(
      "UPDATE test_messages SET received_at = now() - interval '25 hours' WHERE organization_id = $1",
      [actor.organizationId],
    );
    expect(await listTestMessages(actor)).toEqual([]);
    const { actor: other } = await createPerson();
    const { url } = await openTestAddress(other);
    await posted({}, BODY, url.slice(-43));
    const { rows } = await pool().query('SELECT 1 FROM test_messages WHERE organization_id = $1', [
      actor.organizationId,
    ]);
    expect(rows).toEqual([]);
  });
});
