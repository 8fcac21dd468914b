import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import { pool } from '@/lib/db';
import { createPerson } from '@/lib/testing/actors';
import { always, type Receiver, startReceiver } from '@/lib/testing/receiver';
import { vokiSignature } from '@/lib/webhooks/core/signature';
import { engine } from '@/lib/webhooks/engine/engine';
import { createWebhook } from '@/prisma/factories';
import { cancelRotation } from './cancel-rotation';
import { getRotation } from './get-rotation';
import { revealSecret } from './reveal-secret';
import { rotateSecret, SECRETS_MAX } from './rotate-secret';
import { sendTest } from './send-test';

let receiver: Receiver;
let actor: Actor;

beforeEach(async () => {
  receiver = await startReceiver(always(204));
  actor = (await createPerson()).actor;
});

afterEach(() => receiver.close());
afterAll(() => engine().stop());

const webhook = () => createWebhook({ organizationId: actor.organizationId, url: receiver.url });

describe('a rotation', () => {
  it('is told without its secrets, until when both are in force', async () => {
    const { webhook: row } = await webhook();
    const secret_id = expect.any(String);
    const none = { secret_id, previous_expires_at: null, new_leads: false };
    expect(await getRotation(actor, row.id)).toEqual(none);
    const { secret, previous_expires_at } = await rotateSecret(actor, row.id, {});
    const told = await getRotation({ ...actor, role: 'supervisor' }, row.id);
    expect(told).toEqual({ secret_id, previous_expires_at, new_leads: false });
    expect(JSON.stringify(told)).not.toContain(secret);
  });

  it('with no overlap is none: the new secret alone is in force', async () => {
    const { webhook: row } = await webhook();
    const { secret_id: before } = await getRotation(actor, row.id);
    await rotateSecret(actor, row.id, { overlap_hours: 0 });
    const { secret_id, ...rest } = await getRotation(actor, row.id);
    expect(rest).toEqual({ previous_expires_at: null, new_leads: false });
    expect(secret_id).not.toBe(before);
  });

  it('after rotation leaves ten secrets in force at most, as each of them signs everything', async () => {
    const { webhook: row } = await webhook();
    const asked = await Promise.allSettled(
      Array.from({ length: SECRETS_MAX + 5 }, () => rotateSecret(actor, row.id, { overlap_hours: 168 })),
    );
    const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toHaveLength(6);
    for (const error of refused) expect(error).toMatchObject({ code: 'conflict', key: 'secrets_full' });
    await sendTest(actor, row.id);
    expect(String(receiver.requests[0]?.headers['webhook-signature']).split(' ')).toHaveLength(SECRETS_MAX);
    // Whoever must get rid of one that is known to others can do so at any time.
    await rotateSecret(actor, row.id, { overlap_hours: 0 });
    await rotateSecret(actor, row.id, {});
  });

  it('is taken back: the old secret is current as before', async () => {
    const { webhook: row, secret: old } = await webhook();
    const before = await getRotation(actor, row.id);
    await rotateSecret(actor, row.id, {});
    await cancelRotation(actor, row.id);
    expect(await getRotation(actor, row.id)).toEqual(before);
    expect(await revealSecret(actor, row.id)).toEqual({ secret: old, previous_expires_at: null });
    await expect(cancelRotation(actor, row.id)).rejects.toMatchObject({ key: 'rotation_none' });
    await sendTest(actor, row.id);
    const [request] = receiver.requests;
    expect(request?.headers['x-voki-signature']).toBe(vokiSignature(old, Buffer.from(request?.body ?? '')));
    expect(request?.headers).not.toHaveProperty('x-voki-signature-next');
  });

  it('cannot be taken back once the receiver has accepted the new secret', async () => {
    const { webhook: row } = await webhook();
    await rotateSecret(actor, row.id, {});
    await pool().query(
      'UPDATE webhook_secrets SET leads_at = now() WHERE webhook_id = $1 AND expires_at IS NULL',
      [row.id],
    );
    expect(await getRotation(actor, row.id)).toMatchObject({ new_leads: true });
    await expect(cancelRotation(actor, row.id)).rejects.toMatchObject({
      code: 'conflict',
      key: 'rotation_taken',
    });
  });

  it('of another organisation is not there, and a supervisor cannot touch one', async () => {
    const { webhook: row } = await webhook();
    await rotateSecret(actor, row.id, {});
    const stranger = (await createPerson()).actor;
    await expect(getRotation(stranger, row.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(cancelRotation(stranger, row.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(cancelRotation({ ...actor, role: 'supervisor' }, row.id)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('is tried by a test that the new secret alone signs', async () => {
    const { webhook: row } = await webhook();
    const { secret } = await rotateSecret(actor, row.id, {});
    await sendTest(actor, row.id, { secret: 'new' });
    const [request] = receiver.requests;
    expect(request?.headers['x-voki-signature']).toBe(
      vokiSignature(secret, Buffer.from(request?.body ?? '')),
    );
    expect(request?.headers).not.toHaveProperty('x-voki-signature-next');
    expect(String(request?.headers['webhook-signature']).split(' ')).toHaveLength(1);
  });
});
