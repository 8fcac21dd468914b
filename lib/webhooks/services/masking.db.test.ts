import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import { pool, prisma } from '@/lib/db';
import { createPerson } from '@/lib/testing/actors';
import { createEngine, makeDue, newEvent, stopEngines } from '@/lib/testing/engines';
import { always, type Receiver, startReceiver } from '@/lib/testing/receiver';
import { storedText } from '@/lib/testing/stored-text';
import type { EventName } from '@/lib/webhooks/core/event-catalogue';
import { MASKABLE_FIELDS, type MaskableField, maskedBody, maskOf } from '@/lib/webhooks/core/mask';
import { payloadBody } from '@/lib/webhooks/core/payload';
import { vokiSignature } from '@/lib/webhooks/core/signature';
import { createWebhook } from '@/prisma/factories';
import { getDelivery } from './get-delivery';
import { listDeliveries } from './list-deliveries';
import { resendDeliveries } from './resend-deliveries';
import { resendDelivery } from './resend-delivery';
import { sendTest } from './send-test';
import { updateWebhook } from './update-webhook';

/** Masking from the intake to what is seen, by real deliveries: each webhook has a path of its own at one receiver. */

type Engine = ReturnType<typeof createEngine>;
const holder = globalThis as typeof globalThis & { __vokiEngine?: Engine };

let actor: Actor;
let receiver: Receiver;
let engine: Engine;
/** Of one customer, found nowhere else. */
let customer: { name: string; email: string; phone: string };

beforeEach(async () => {
  actor = (await createPerson()).actor;
  // It repeats what it got, as many do.
  receiver = await startReceiver((request, response) => response.writeHead(200).end(request.body));
  engine = createEngine();
  engine.start();
  // Test and resend go through the process's own.
  holder.__vokiEngine = engine;
  const tag = randomUUID();
  customer = { name: `Mária ${tag}`, email: `maria-${tag}@example.com`, phone: `+55 ${tag}` };
});
afterEach(async () => {
  await stopEngines();
  delete holder.__vokiEngine;
  await receiver.close();
});

const webhook = (path: string, mask: MaskableField[], events: EventName[] = ['call.created']) =>
  createWebhook({ organizationId: actor.organizationId, url: `${receiver.url}/${path}`, mask, events });

/** A call of the customer; answers the body as it came. */
async function call(event: EventName = 'call.created'): Promise<string> {
  const timestamp = new Date('2026-02-20T14:30:00Z');
  const data = JSON.stringify({ id: `call-${randomUUID()}`, customer });
  const body = payloadBody(event, timestamp, data.replace(/}$/, ',"big":12345678901234567890}'));
  await engine.publish(
    newEvent(actor.organizationId, { event, timestamp, body, customerEmail: customer.email }),
  );
  return body;
}

/** What the receiver got for a webhook, once it has got so many. */
async function got(path: string, count: number) {
  return vi.waitFor(
    () => {
      const requests = receiver.requests.filter((request) => request.path === `/voki/${path}`);
      expect(requests).toHaveLength(count);
      return requests;
    },
    { timeout: 15_000, interval: 5 },
  );
}

/** The deliveries of a webhook that are settled, the newest first, once there are so many. */
async function settled(webhookId: string, count: number) {
  return vi.waitFor(
    async () => {
      const rows = await prisma().delivery.findMany({
        where: { webhookId, leaseToken: null, attemptCount: { gt: 0 } },
        orderBy: { id: 'desc' },
      });
      expect(rows).toHaveLength(count);
      return rows;
    },
    { timeout: 15_000, interval: 10 },
  );
}

const traitsIn = (text: string) => Object.values(customer).filter((trait) => text.includes(trait));

describe('a masked webhook beside one that is not', () => {
  it('is sent and shows no masked value, signed as sent; the other gets every byte', async () => {
    const masked = await webhook('masked', ['name', 'email', 'phone']);
    const plain = await webhook('plain', []);
    const body = await call();
    const [toMasked] = await got('masked', 1);
    const [toPlain] = await got('plain', 1);
    expect(toPlain?.body).toBe(body);
    expect(toMasked?.body).toBe(maskedBody('call.created', body, maskOf(MASKABLE_FIELDS)));
    expect(traitsIn(toMasked?.body ?? '')).toEqual([]);
    expect(toMasked?.headers['x-voki-signature']).toBe(
      vokiSignature(masked.secret, Buffer.from(toMasked?.body ?? '')),
    );

    const [delivery] = await settled(masked.webhook.id, 1);
    const detail = await getDelivery(actor, delivery?.id ?? '');
    expect(detail).toMatchObject({ request_body: toMasked?.body, mask: ['name', 'email', 'phone'] });
    expect(traitsIn(JSON.stringify(detail))).toEqual([]);
    const [other] = await settled(plain.webhook.id, 1);
    expect(await getDelivery(actor, other?.id ?? '')).toMatchObject({ request_body: body, mask: [] });
  });

  it('is not found by the address that it masks', async () => {
    const { webhook: masked } = await webhook('masked', ['email']);
    const { webhook: named } = await webhook('named', ['name']);
    const { webhook: plain } = await webhook('plain', []);
    await call();
    for (const { id } of [masked, named, plain]) await settled(id, 1);
    const found = async (id: string) => (await listDeliveries(actor, id, { q: customer.email })).items.length;
    expect([await found(masked.id), await found(named.id), await found(plain.id)]).toEqual([0, 1, 1]);
  });

  it('gets the same bytes on a retry and on each resend, whatever is masked by then', async () => {
    const { webhook: masked } = await webhook('masked', ['name', 'phone']);
    const { webhook: plain } = await webhook('plain', []);
    receiver.answer = always(500);
    const body = await call();
    const [first] = await got('masked', 1);
    await got('plain', 1);
    await settled(masked.id, 1);
    await settled(plain.id, 1);
    await updateWebhook(actor, masked.id, { mask: [] });
    await updateWebhook(actor, plain.id, { mask: ['name', 'email', 'phone'] });
    await makeDue(actor.organizationId);
    await engine.publish(newEvent(actor.organizationId, { event: 'call.missed' }));
    await got('masked', 2);
    await got('plain', 2);
    for (const { id } of [masked, plain]) {
      const [delivery] = await settled(id, 1);
      await vi.waitFor(async () => expect((await settled(id, 1))[0]?.attemptCount).toBe(2));
      await resendDelivery(actor, delivery?.id ?? '');
      expect(await resendDeliveries(actor, id, { status: 'failure' })).toEqual({ count: 1 });
    }
    const toMasked = await got('masked', 4);
    const toPlain = await got('plain', 4);
    expect(new Set(toMasked.map((request) => request.body))).toEqual(new Set([first?.body]));
    expect(first?.body).toBe(maskedBody('call.created', body, maskOf(['name', 'phone'])));
    expect(new Set(toPlain.map((request) => request.body))).toEqual(new Set([body]));
    // What comes now is as the settings are now.
    receiver.answer = always(200);
    const next = await call();
    expect((await got('masked', 5)).at(-1)?.body).toBe(next);
    expect((await got('plain', 5)).at(-1)?.body).toBe(
      maskedBody('call.created', next, maskOf(MASKABLE_FIELDS)),
    );
  });

  it('keeps what is held as it was made', async () => {
    const { webhook: held } = await webhook('held', ['name']);
    await updateWebhook(actor, held.id, { enabled: false });
    const body = await call();
    await updateWebhook(actor, held.id, { enabled: true, mask: ['email'] });
    await resendDeliveries(actor, held.id, { status: 'held' });
    expect((await got('held', 1))[0]?.body).toBe(maskedBody('call.created', body, maskOf(['name'])));
  });

  it('gets tests masked as well', async () => {
    const { webhook: masked } = await webhook('masked', ['email']);
    const result = await sendTest(actor, masked.id, { event: 'customer.created' });
    const [sent] = await got('masked', 1);
    expect(sent?.body).toContain('masked@masked.invalid');
    expect(sent?.body).toContain('Maria Oliveira');
    expect(result).toMatchObject({ request_body: sent?.body, mask: ['email'] });
  });
});

describe('what every webhook of an event masks', () => {
  it('is stored nowhere', async () => {
    const { webhook: one } = await webhook('one', ['name', 'email']);
    const { webhook: two } = await webhook('two', ['name', 'email', 'phone']);
    const body = await call();
    expect((await got('one', 1))[0]?.body).toBe(maskedBody('call.created', body, maskOf(['name', 'email'])));
    expect((await got('two', 1))[0]?.body).toBe(maskedBody('call.created', body, maskOf(MASKABLE_FIELDS)));
    for (const { id } of [one, two]) await settled(id, 1);
    // The telephone number is what one of them gets.
    expect(traitsIn(await storedText())).toEqual([customer.phone]);
    const [delivery] = await settled(two.id, 1);
    await resendDelivery(actor, delivery?.id ?? '');
    expect(new Set((await got('two', 2)).map((request) => request.body)).size).toBe(1);
  });

  it('is stored again as soon as one webhook is to get it, and not from when none is', async () => {
    const { webhook: masked } = await webhook('masked', ['name', 'email', 'phone']);
    await call();
    await settled(masked.id, 1);
    expect(traitsIn(await storedText())).toEqual([]);
    // This process remembers what was masked until now.
    const { webhook: plain } = await webhook('plain', []);
    const body = await call();
    expect((await got('plain', 1))[0]?.body).toBe(body);
    await settled(plain.id, 1);
    expect(traitsIn(await storedText())).toHaveLength(3);

    await prisma().event.updateMany({
      where: { organizationId: actor.organizationId },
      data: { body: null, customerEmail: null },
    });
    await prisma().attempt.updateMany({
      where: { organizationId: actor.organizationId },
      data: { responseBody: null },
    });
    await updateWebhook(actor, plain.id, { mask: ['name', 'email', 'phone'] });
    await call();
    await settled(plain.id, 2);
    expect(traitsIn(await storedText())).toEqual([]);
  });

  it('is what the organisation’s row says, whatever happens to webhooks', async () => {
    const shared = async () =>
      (await prisma().organization.findUniqueOrThrow({ where: { id: actor.organizationId } })).storedMasks;
    expect(await shared()).toBeNull();
    const { webhook: one } = await webhook('one', ['name', 'email'], ['call.created', 'call.missed']);
    expect(await shared()).toEqual({ 'call.created': 3, 'call.missed': 3 });
    const { webhook: two } = await webhook('two', ['email', 'phone'], ['call.missed']);
    expect(await shared()).toEqual({ 'call.created': 3, 'call.missed': 2 });
    await updateWebhook(actor, two.id, { events: ['call.created'] });
    expect(await shared()).toEqual({ 'call.created': 2, 'call.missed': 3 });
    await updateWebhook(actor, two.id, { mask: [] });
    expect(await shared()).toEqual({ 'call.missed': 3 });
    await pool().query('UPDATE webhooks SET deleted_at = now() WHERE id = $1', [two.id]);
    expect(await shared()).toEqual({ 'call.created': 3, 'call.missed': 3 });
    await pool().query('UPDATE webhooks SET deleted_at = NULL WHERE id = $1', [two.id]);
    expect(await shared()).toEqual({ 'call.missed': 3 });
    await updateWebhook(actor, one.id, { mask: [] });
    expect(await shared()).toBeNull();
    // Two at once: each sees what the other made.
    for (let round = 0; round < 5; round++) {
      const { organizationId } = (await createPerson()).actor;
      const made = (mask: MaskableField[]) =>
        createWebhook({ organizationId, events: ['call.created'], mask });
      await Promise.all([made(['name']), made([]), made(['name', 'phone'])]);
      const row = await prisma().organization.findUniqueOrThrow({ where: { id: organizationId } });
      expect(row.storedMasks).toBeNull();
    }
  });

  it('stays right while it is changed under running traffic', async () => {
    const { webhook: changing } = await webhook('changing', []);
    const { webhook: plain } = await webhook('plain', ['name']);
    let over = false;
    const changes = (async () => {
      for (let n = 0; !over; n++) {
        await updateWebhook(actor, changing.id, { mask: n % 2 ? [] : ['name', 'email'] });
        await updateWebhook(actor, plain.id, { mask: n % 3 ? ['name'] : [] });
      }
    })();
    const bodies = new Map<string, string>();
    for (let round = 0; round < 30; round++)
      for (const body of await Promise.all([call(), call(), call()]))
        bodies.set((JSON.parse(body) as { data: { id: string } }).data.id, body);
    over = true;
    await changes;
    for (const { id } of [changing, plain]) {
      const rows = await settled(id, 90);
      const masks = new Map(rows.map((row) => [row.id, row.mask]));
      expect(new Set(masks.values()).size).toBe(2);
      for (const { headers, body } of await got(id === plain.id ? 'plain' : 'changing', 90)) {
        const came = bodies.get((JSON.parse(body) as { data: { id: string } }).data.id) ?? '';
        const mask = masks.get(String(headers['x-voki-delivery']));
        expect(body).toBe(maskedBody('call.created', came, mask ?? null));
      }
    }
  });
});

describe('the mask of a delivery', () => {
  it('does not change, also by SQL', async () => {
    const { webhook: masked } = await webhook('masked', ['name']);
    await call();
    await settled(masked.id, 1);
    for (const value of ['NULL', '7'])
      await expect(
        pool().query(`UPDATE deliveries SET mask = ${value} WHERE webhook_id = $1`, [masked.id]),
      ).rejects.toThrow('what is masked in a delivery does not change');
    for (const value of [0, 8])
      await expect(
        pool().query('UPDATE webhooks SET mask = $2 WHERE id = $1', [masked.id, value]),
      ).rejects.toThrow('webhooks_mask_check');
  });
});
