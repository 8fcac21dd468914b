import { once } from 'node:events';
import https from 'node:https';
import type net from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pool } from '@/lib/db';
import { createPerson } from '@/lib/testing/actors';
import { authority, good } from '@/lib/testing/certificates';
import { type DnsServer, startDnsServer } from '@/lib/testing/dns-server';
import {
  createEngine,
  makeDue,
  newEvent,
  stopEngines,
  storedAttempts,
  storedDeliveries,
} from '@/lib/testing/engines';
import type { AddressPolicy } from '@/lib/webhooks/core/address-policy';
import { resendDelivery } from '@/lib/webhooks/services/resend-delivery';
import { sendTest } from '@/lib/webhooks/services/send-test';
import { createOrganization, createWebhook } from '@/prisma/factories';

/**
 * The outgoing guard against real sockets and a real name server: addresses stand in the database as if somebody had
 * written them behind the form's back, and a server on every address of this machine counts who comes.
 */

const NOTHING_PRIVATE: AddressPolicy = { allowedPrivateHosts: [], allowedPorts: null };
/** Stands in for the public internet, to which no test goes. */
const PUBLIC = '127.0.0.2';
const PRIVATE = '127.0.0.1';
const ONLY_PUBLIC: AddressPolicy = {
  allowedPrivateHosts: [{ cidr: `${PUBLIC}/32`, port: null }],
  allowedPorts: null,
};

/** Hosts that are this machine, or a private or otherwise special place, in every clothing that we know. */
const LITERALS = [
  ...['127.0.0.1', '127.0.0.1.', '127.1', '127.0.1', '0.0.0.0', '0', '2130706433', '0x7f000001', '0x7f.1'],
  ...[
    '0177.0.0.1',
    '017700000001',
    '0x7f.0.0x0.1',
    '１２７.０.０.１',
    '127。0。0。1',
    '①②⑦.0.0.1',
    '%31%32%37.0.0.1',
  ],
  ...['127.0.0.1%00', '127.0.0.1%0a', '999.1.1.1', '127.0.0.0x', '4294967297'],
  ...['localhost', 'localhost.', 'LOCALHOST', 'a.localhost', 'ｌｏｃａｌｈｏｓｔ'],
  ...[
    '10.0.0.1',
    '172.16.0.1',
    '192.168.0.1',
    '100.64.0.1',
    '198.18.0.1',
    '192.0.2.1',
    '224.0.0.1',
    '255.255.255.255',
  ],
  // Metadata of AWS, Google, Azure, Alibaba, Oracle, and Azure's host agent.
  ...[
    '169.254.169.254',
    '169.254.169.254.',
    '0xa9fea9fe',
    '2852039166',
    '0251.0376.0251.0376',
    '169.16689662',
  ],
  ...['100.100.100.200', '192.0.0.192', '168.63.129.16', '168.63.129.16.', '0xa83f8110', '2822734096'],
  ...['0250.077.0201.020', '１６８.６３.１２９.１６', '[::ffff:168.63.129.16]', '[::168.63.129.16]'],
  ...['[64:ff9b::168.63.129.16]', '[2002:a83f:8110::]', '[2001:0:a83f:8110::]', '[::ffff:169.254.169.254]'],
  ...['[::169.254.169.254]', '[64:ff9b::169.254.169.254]', '[2002:a9fe:a9fe::]', '[fd20:ce::254]'],
  ...[
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::7f00:1]',
    '[::127.0.0.1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
  ],
  ...[
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
  ],
  ...[
    '[fd00:ec2::254]',
    '[fc00::1]',
    '[fe80::1]',
    '[fe80::1%25lo]',
    '[fec0::1]',
    '[ff02::1]',
    '[100::1]',
    '[3fff::1]',
  ],
];

/** Of the same kind, as a name server tells them. */
const RESOLVED = [
  ...['127.0.0.1', '0.0.0.0', '10.0.0.1', '172.16.0.1', '192.168.0.1', '169.254.169.254', '168.63.129.16'],
  ...['100.64.0.1', '192.0.2.1', '224.0.0.1', '255.255.255.255'],
  ...[
    '::1',
    '::',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
  ],
  ...['64:ff9b:1::7f00:1', '::ffff:168.63.129.16', '::a83f:8110', '64:ff9b::a9fe:a9fe', '2002:a83f:8110::'],
  ...['fd20:ce::254', 'ff05::1', 'fe80::a9fe:a9fe'],
  ...['fd00:ec2::254', 'fc00::1', 'fe80::1', 'fec0::1', 'ff02::1', '100::1', '2001:db8::1'],
];

let organizationId: string;
/** A server on every address of this machine, and on which of them it was called. */
let port: number;
let called: string[];
let server: https.Server;
let dns: DnsServer | null = null;

beforeEach(async () => {
  organizationId = (await createOrganization()).id;
  called = [];
  server = https.createServer(good, (request, response) => {
    request.resume();
    response.writeHead(204, { connection: 'close' }).end();
  });
  server.on('connection', (socket: net.Socket) =>
    called.push(socket.localAddress?.replace('::ffff:', '') ?? ''),
  );
  server.listen(0, '::');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  await stopEngines();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  await dns?.close();
  dns = null;
});

/** A webhook whose address somebody has put into the table. */
async function planted(url: string, of = organizationId): Promise<string> {
  const { webhook } = await createWebhook({ organizationId: of, events: ['call.completed'] });
  await pool().query('UPDATE webhooks SET url = $2 WHERE id = $1', [webhook.id, url]);
  return webhook.id;
}

/** Waits until so many attempts are recorded, and answers how they ended. */
async function ended(count: number) {
  return vi.waitFor(
    async () => {
      const attempts = await storedAttempts(organizationId);
      expect(attempts).toHaveLength(count);
      return attempts;
    },
    { timeout: 15_000, interval: 20 },
  );
}

const trap = async (answer: (name: string, nth: number) => string[]) => {
  dns = await startDnsServer(answer);
  return dns;
};

describe('an address written behind the form’s back', () => {
  it.each(['https', 'http'])(
    'by %s is refused in every notation, with no connection made',
    async (scheme) => {
      for (const host of LITERALS) await planted(`${scheme}://${host}:${port}/`);
      const engine = createEngine({ policy: NOTHING_PRIVATE, ca: authority, concurrency: 200 });
      engine.start();
      await engine.publish(newEvent(organizationId));
      for (const attempt of await ended(LITERALS.length))
        expect(attempt).toMatchObject({
          outcome: 'failure',
          code: 'blocked_address',
          connect_ms: null,
          remote_address: null,
        });
      expect(called).toEqual([]);
      // The trap works: with leave, the first of them is delivered to.
      const open = createEngine({
        policy: { allowedPrivateHosts: [{ cidr: '127.0.0.1/32', port }], allowedPorts: null },
        ca: authority,
      });
      const other = (await createOrganization()).id;
      await planted(`https://127.0.0.1:${port}/`, other);
      open.start();
      await open.publish(newEvent(other));
      await vi.waitFor(async () => expect((await storedDeliveries(other))[0]?.status).toBe('success'));
      expect(called).toEqual([PRIVATE]);
    },
  );

  it('is refused on Test, on resend and on retry as on the first attempt', async () => {
    const { actor } = await createPerson();
    organizationId = actor.organizationId;
    const id = await planted(`https://127.0.0.1:${port}/`);
    const engine = createEngine({ policy: NOTHING_PRIVATE, ca: authority });
    const holder = globalThis as typeof globalThis & { __vokiEngine?: typeof engine };
    const before = holder.__vokiEngine;
    holder.__vokiEngine = engine;
    try {
      const tested = await sendTest(actor, id, {});
      await resendDelivery(actor, tested.id);
      engine.start();
      await engine.publish(newEvent(organizationId));
      await ended(3);
      await makeDue(organizationId);
      const attempts = await ended(4);
      expect(attempts.map(({ trigger }) => trigger).sort()).toEqual(['event', 'resend', 'retry', 'test']);
      expect(new Set(attempts.map(({ code }) => code))).toEqual(new Set(['blocked_address']));
      expect(called).toEqual([]);
    } finally {
      if (before) holder.__vokiEngine = before;
      else delete holder.__vokiEngine;
    }
  });
});

describe('a name', () => {
  it('that leads to any such address is refused, with no connection made', async () => {
    const { lookup, questions } = await trap((name) => {
      const address = RESOLVED[Number(name.split('.')[0]?.slice(1))];
      return address === undefined ? [] : [address];
    });
    for (const [n] of RESOLVED.entries()) await planted(`https://n${n}.evil.test:${port}/`);
    const engine = createEngine({ policy: NOTHING_PRIVATE, ca: authority, lookup, concurrency: 200 });
    engine.start();
    await engine.publish(newEvent(organizationId));
    const attempts = await ended(RESOLVED.length);
    expect(new Set(attempts.map(({ code }) => code))).toEqual(new Set(['blocked_address']));
    expect(questions.length).toBe(2 * RESOLVED.length);
    expect(called).toEqual([]);
  });

  it('that leads somewhere public first and somewhere private later gets no connection there', async () => {
    const { lookup, questions } = await trap((_name, nth) => [nth === 1 ? PUBLIC : PRIVATE]);
    const url = `https://receiver.test:${port}/`;
    await planted(url);
    const engine = createEngine({ policy: ONLY_PUBLIC, ca: authority, lookup });
    engine.start();
    await engine.publish(newEvent(organizationId));
    await ended(1);
    // Judged once, resolved once, connected to what was judged.
    expect([called, questions.length]).toEqual([[PUBLIC], 2]);
    await engine.publish(newEvent(organizationId));
    const attempts = await ended(2);
    expect(attempts.map(({ code, remote_address }) => [code, remote_address])).toEqual([
      [null, PUBLIC],
      ['blocked_address', null],
    ]);
    expect(called).toEqual([PUBLIC]);
  });

  it.each([
    [[PUBLIC, PRIVATE]],
    [[PRIVATE, PUBLIC]],
    [[PUBLIC, PUBLIC, PUBLIC, PUBLIC, PUBLIC, PRIVATE]],
    [[PUBLIC, '::1']],
    [[PUBLIC, '::ffff:127.0.0.2']],
    [[PUBLIC, '169.254.169.254']],
  ])('that leads to %j is refused for the private one', async (addresses) => {
    const { lookup } = await trap(() => addresses);
    await planted(`https://receiver.test:${port}/`);
    const engine = createEngine({ policy: ONLY_PUBLIC, ca: authority, lookup });
    engine.start();
    await engine.publish(newEvent(organizationId));
    const [attempt] = await ended(1);
    expect(attempt?.code).toBe('blocked_address');
    expect(called).toEqual([]);
  });
});
