import { randomBytes } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { GET as listWebhooks } from '@/app/api/webhooks/route';
import { mintKey } from '@/lib/auth/bearer-key';
import { enginePool, pool, prisma } from '@/lib/db';
import { callRoute } from '@/lib/testing/api';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import { engine } from '@/lib/webhooks/engine/engine';
import { acceptEvent } from '@/lib/webhooks/services/accept-event';
import { createApiKey, createIngestKey, createOrganization } from '@/prisma/factories';

let organizationId: string;
/** Statements that look for a key, whoever runs them. */
let lookUps: number;

beforeEach(async () => {
  organizationId = (await createOrganization()).id;
  const holder = globalThis as typeof globalThis & { __vokiKeyGuesses?: unknown };
  delete holder.__vokiKeyGuesses;
  lookUps = 0;
  const counts = (text: unknown) => {
    const sql = typeof text === 'string' ? text : (text as { text?: string })?.text;
    if (/\b(?:ingest_keys|api_keys)\b/.test(sql ?? '') && /^\s*SELECT/.test(sql ?? '')) lookUps++;
  };
  for (const one of [pool(), enginePool()]) {
    const { query } = one;
    vi.spyOn(one, 'query').mockImplementation(((...given: Parameters<typeof query>) => {
      counts(given[0]);
      return query.apply(one, given);
    }) as typeof query);
  }
});
afterAll(() => engine().stop());

type Kind = 'ingest' | 'api';
const KINDS: Kind[] = ['ingest', 'api'];

/** One request with a key from a network address; answers its status and how long to wait. */
async function ask(kind: Kind, key: string, address: string) {
  const headers = { authorization: `Bearer ${key}`, 'x-voki-client-address': address };
  const response =
    kind === 'api'
      ? await callRoute(listWebhooks, {}, { cookie: '', origin: null, headers })
      : await acceptEvent(
          new Request('http://127.0.0.1/api/events', {
            method: 'POST',
            headers: { ...headers, 'content-type': 'application/json' },
            body: JSON.stringify({
              organization_id: organizationId,
              event: 'call.missed',
              data: EVENT_CATALOGUE['call.missed'].example,
            }),
          }),
        );
  return { status: response.status, wait: Number(response.headers.get('retry-after')) };
}

const unknown = (kind: Kind) => mintKey(kind, randomBytes).key;
const right = async (kind: Kind) =>
  kind === 'api' ? (await createApiKey({ organizationId })).key : (await createIngestKey()).key;
const accepted = (kind: Kind) => (kind === 'api' ? 200 : 202);

describe.each(KINDS)('unknown keys of the kind %s', (kind) => {
  it('cost a hundred questions to the database from one network, also all at once, and then none', async () => {
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, n) => ask(kind, unknown(kind), `2001:db8:1:2::${n.toString(16)}`)),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(300 - refused.length);
    // One a second comes back meanwhile.
    expect(refused.length).toBeGreaterThan(150);
    expect(refused.length).toBeLessThanOrEqual(200);
    expect(refused.every(({ wait }) => wait === 1)).toBe(true);
    expect(lookUps).toBe(300 - refused.length);
    // Another network is not held for it.
    expect((await ask(kind, unknown(kind), '203.0.113.9')).status).toBe(401);
  });

  it('cost nothing to whoever has the right key, also when all connections begin at once', async () => {
    const key = await right(kind);
    const answers = await Promise.all(Array.from({ length: 300 }, () => ask(kind, key, '203.0.113.7')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([accepted(kind)]));
    expect(lookUps).toBe(1);
  });

  it('cost five hundred from everywhere', async () => {
    const answers = await Promise.all(
      Array.from({ length: 900 }, (_, n) => ask(kind, unknown(kind), `10.1.${n >> 8}.${n & 255}`)),
    );
    const refused = answers.filter(({ status }) => status === 429).length;
    expect(refused).toBeGreaterThan(0);
    expect(lookUps).toBe(900 - refused);
  });

  it('keep nobody out whose key was right before, whatever others do from there', async () => {
    const key = await right(kind);
    const address = '198.51.100.7';
    for (let n = 0; n < 150; n++) expect((await ask(kind, key, address)).status).toBe(accepted(kind));
    await Promise.all(Array.from({ length: 300 }, () => ask(kind, unknown(kind), address)));
    expect((await ask(kind, unknown(kind), address)).status).toBe(429);
    expect((await ask(kind, key, address)).status).toBe(accepted(kind));
    // A wrong one with the same beginning is as unknown as any.
    const forged = `${key.slice(0, -4)}AAAA`;
    expect((await ask(kind, forged, address)).status).not.toBe(accepted(kind));
  });

  it('are told from revoked ones by nothing, and a revoked one is held back as they are', async () => {
    const key = await right(kind);
    const address = '198.51.100.8';
    expect((await ask(kind, key, address)).status).toBe(accepted(kind));
    const data = { revokedAt: new Date() };
    if (kind === 'api') await prisma().apiKey.updateMany({ where: { organizationId }, data });
    else await prisma().ingestKey.updateMany({ data });
    await vi.waitFor(async () => expect((await ask(kind, key, address)).status).toBe(401), {
      timeout: 10_000,
    });
    for (let n = 0; n < 150; n++) await ask(kind, key, address);
    expect((await ask(kind, key, address)).status).toBe(429);
  });
});
