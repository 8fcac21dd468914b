import { createHmac, timingSafeEqual } from 'node:crypto';
import type net from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type BareReceiver, startBareReceiver } from '@/lib/testing/bare-receiver';
import {
  createEngine,
  makeDue,
  newEvent,
  type StoredAttempt,
  type StoredDelivery,
  stopEngines,
  storedAttempts,
  storedDeliveries,
} from '@/lib/testing/engines';
import { type Received, startReceiver } from '@/lib/testing/receiver';
import { createOrganization, createWebhook } from '@/prisma/factories';

/** What odd receivers leave in the database, by a whole engine. */

const undo: (() => unknown)[] = [];
let organizationId: string;

beforeEach(async () => {
  organizationId = (await createOrganization()).id;
});

afterEach(async () => {
  await stopEngines();
  for (const step of undo.splice(0).reverse()) await step();
});

async function bare(onConnection: (socket: net.Socket, n: number) => void): Promise<BareReceiver> {
  const made = await startBareReceiver(onConnection);
  undo.push(() => made.close());
  return made;
}

/** Waits until so many attempts are recorded and nothing is in anybody's hands. */
async function ended(count: number): Promise<{ deliveries: StoredDelivery[]; attempts: StoredAttempt[] }> {
  return vi.waitFor(
    async () => {
      const deliveries = await storedDeliveries(organizationId);
      const attempts = await storedAttempts(organizationId);
      expect(attempts).toHaveLength(count);
      expect(deliveries.filter(({ lease_token }) => lease_token !== null)).toEqual([]);
      return { deliveries, attempts };
    },
    { timeout: 15_000, interval: 20 },
  );
}

/** One webhook for each head, all told of one event; what became of the attempt and the delivery of each. */
async function answered(heads: readonly string[]) {
  const { url } = await bare((socket) =>
    socket.once('data', (piece) => {
      const index = Number(/^POST \/(\d+) /.exec(piece.toString('latin1'))?.[1]);
      socket.end(`${heads[index]}content-length: 2\r\n\r\nok`, 'latin1');
    }),
  );
  const webhooks: string[] = [];
  for (const index of heads.keys())
    webhooks.push((await createWebhook({ organizationId, url: `${url}${index}` })).webhook.id);
  // The schedule says ten minutes, without jitter.
  const engine = createEngine({ schedule: [600] });
  engine.start();
  await engine.publish(newEvent(organizationId));
  const { deliveries, attempts } = await ended(heads.length);
  return webhooks.map((id) => {
    const delivery = deliveries.find((one) => one.webhook_id === id);
    return { delivery, attempt: attempts.find((one) => one.delivery_id === delivery?.id) };
  });
}

describe('Retry-After', () => {
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();
  const cases: [status: number, lines: string[], seconds: number][] = [
    [429, ['3600'], 3600],
    [503, ['3600'], 3600],
    [503, [inSeconds(7200)], 7200],
    // Never sooner than the schedule, never later than in a day.
    [429, ['1'], 600],
    [429, ['9'.repeat(30)], 86_400],
    [503, [inSeconds(10 * 86_400)], 86_400],
    // Nothing that anybody could wait for.
    [429, [inSeconds(-3600)], 600],
    [429, ['-3600'], 600],
    [429, ['soon'], 600],
    [429, [''], 600],
    // Of several the longest.
    [429, ['3600', '7200'], 7200],
    [503, [inSeconds(7200), '3600'], 7200],
    // Not on any other answer.
    [500, ['3600'], 600],
    [404, ['3600'], 600],
    [302, ['3600'], 600],
  ];

  it('moves the next attempt by as much as it may, and no other answer does', async () => {
    const heads = cases.map(
      ([status, lines]) =>
        `HTTP/1.1 ${status} X\r\n${lines.map((line) => `retry-after: ${line}\r\n`).join('')}`,
    );
    const results = await answered(heads);
    for (const [index, [status, lines, seconds]] of cases.entries()) {
      const wait = results[index]?.delivery?.next_in_seconds ?? Number.NaN;
      expect(Math.abs(wait - seconds), `${status} ${lines.join(' | ')}: ${wait}`).toBeLessThan(30);
    }
  });
});

it('whatever the head says is recorded, and the delivery is tried again', async () => {
  const cases: [head: string, code: string | null, status: number | null][] = [
    ['HTTP/1.1 600 X\r\n', 'protocol', 600],
    ['HTTP/1.1 999 X\r\n', 'protocol', 999],
    ['HTTP/1.1 099 X\r\n', 'protocol', null],
    ['HTTP/1.1 1000 X\r\n', 'protocol', null],
    ['HTTP/1.1 101 X\r\n', 'protocol', null],
    ['HTTP/1.1 500 \x80\xff\0\x1b[31m\r\n', 'http_5xx', 500],
    [`HTTP/1.1 500 X\r\nx: "\\{},NULL'${'\xff\xfe'}\r\nnull: \r\n`, 'http_5xx', 500],
    ['HTTP/1.1 500 X\r\n__proto__: a\r\nconstructor: b\r\n', 'http_5xx', 500],
    [`HTTP/1.1 500 X\r\n${'a: b\r\n'.repeat(2000)}`, 'http_5xx', 500],
    ['SSH-2.0-OpenSSH_9.6\r\n', 'protocol', null],
  ];
  const results = await answered(cases.map(([head]) => head));
  for (const [index, [head, code, status]] of cases.entries()) {
    const { delivery, attempt } = results[index] ?? {};
    expect(attempt, head.slice(0, 40)).toMatchObject({ code, status_code: status, outcome: 'failure' });
    expect(delivery?.next_in_seconds, head.slice(0, 40)).toBeGreaterThan(0);
    if (attempt?.response_headers)
      expect(JSON.parse(attempt.response_headers)).toHaveProperty('content-length');
  }
});

it('what crossed with the receiver’s goodbye is one attempt, and comes twice under one id and number', async () => {
  const requests: string[] = [];
  const { url } = await bare((socket) => {
    let n = 0;
    socket.on('data', (piece) => {
      requests.push(piece.toString());
      if (++n === 1) socket.write('HTTP/1.1 204 No Content\r\n\r\n');
      else socket.resetAndDestroy();
    });
  });
  await createWebhook({ organizationId, url });
  const engine = createEngine({ webhookConcurrency: 1 });
  engine.start();
  await engine.publish(newEvent(organizationId));
  await ended(1);
  await engine.publish(newEvent(organizationId));
  const { deliveries } = await ended(2);
  for (const delivery of deliveries)
    expect(delivery).toMatchObject({ status: 'success', attempt_count: 1, next_attempt_at: null });
  expect(requests).toHaveLength(3);
  expect(requests[1]).toContain(`X-Voki-Delivery: ${deliveries[1]?.id}\r\nX-Voki-Attempt: 1\r\n`);
  expect(requests[2]).toBe(requests[1]);
});

describe('a body', () => {
  const bodies: [string, string][] = [
    ['of emoji, joined and coloured', '👩🏽‍🚀🏳️‍🌈 é e\u0301 ﷽ 𐍈'],
    ['with separators that JavaScript once took for ends of lines', 'a\u2028b\u2029c\u0085d'],
    ['with signs that turn the writing round, or are not seen', '\u202eabc\u202c\u200b\ufeff\u00ad'],
    ['with escapes of what cannot be written', String.raw`\u0000 \ud800 \udfff \u001f \/ \"`],
    ['with what databases and queues make something of', String.raw`{},NULL '' $1 %s \\x00 \\N`],
    // It cannot be stored, nor signed: what goes out is signed as it is stored.
    ['with half a character', 'a\ud800b\udc00c'],
    ['of a megabyte', 'ação €😀'.repeat(70_000)],
  ];

  it.each(bodies)('%s arrives as it was signed, at once and from the queue', async (_, text) => {
    const receiver = await startReceiver((_request, response) => response.writeHead(500).end());
    undo.push(() => receiver.close());
    const { secret } = await createWebhook({ organizationId, url: receiver.url });
    const engine = createEngine();
    engine.start();
    const body = `{"event":"call.completed","timestamp":"2026-02-20T14:30:00Z","data":{"id":"${text}"}}`;
    await engine.publish(newEvent(organizationId, { body }));
    await ended(1);
    await makeDue(organizationId);
    await ended(2);
    const sent = Buffer.from(body, 'utf8');
    for (const request of receiver.requests) {
      expect(request.bytes.equals(sent)).toBe(true);
      expect(request.headers['content-length']).toBe(String(sent.length));
      expect(isFromVoki(request, secret)).toBe(true);
      expect(isStandard(request, secret)).toBe(true);
      expect(isFromVoki({ ...request, bytes: Buffer.concat([sent, Buffer.from(' ')]) }, secret)).toBe(false);
    }
  });
});

/** As chapter 8.4 of the manual has it. */
function isFromVoki({ headers, bytes }: Received, secret: string): boolean {
  const expected = createHmac('sha256', secret).update(bytes).digest('hex');
  return headers['x-voki-signature'] === `sha256=${expected}`;
}

/** As the Standard Webhooks specification has it, symmetric signatures. */
function isStandard({ headers, bytes }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = Buffer.concat([
    Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`),
    bytes,
  ]);
  const expected = createHmac('sha256', key).update(signed).digest();
  const [version, signature = ''] = String(headers['webhook-signature']).split(',');
  return version === 'v1' && timingSafeEqual(Buffer.from(signature, 'base64'), expected);
}
