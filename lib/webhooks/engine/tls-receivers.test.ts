import { once } from 'node:events';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { startBareReceiver } from '@/lib/testing/bare-receiver';
import { authority, expired, good, type Identity } from '@/lib/testing/certificates';
import * as odd from '@/lib/testing/odd-certificates';
import { serverSecret, ticketRecords } from '@/lib/testing/tls-tickets';
import { HttpClient, type HttpExchange } from './http-client';

/** Receivers whose TLS http-client.test.ts and hostile-receivers.test.ts do not have. */

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function client(ca = authority, timeoutMs = 3000): HttpClient {
  const made = new HttpClient({
    policy: {
      allowedPrivateHosts: [
        { cidr: '127.0.0.0/8', port: null },
        { cidr: '::1/128', port: null },
      ],
      allowedPorts: null,
    },
    timeoutMs,
    ca,
    lookup: (_hostname, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
  });
  undo.push(() => made.close());
  return made;
}

async function listening<S extends tls.Server>(server: S, host = '127.0.0.1'): Promise<S> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => sockets.add(socket.on('error', () => {})));
  server.on('secureConnection', (socket) => socket.on('error', () => {}));
  server.on('tlsClientError', () => {});
  server.listen(0, host);
  await once(server, 'listening');
  undo.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return server;
}

const portOf = (server: net.Server) => (server.address() as AddressInfo).port;

/** A receiver that answers every request. */
const web = (options: https.ServerOptions, host?: string) =>
  listening(
    https.createServer(options, (request, response) => {
      request.resume();
      request.on('end', () => response.end('ok'));
    }),
    host,
  );

/** A receiver that does as it likes behind the handshake. */
const bare = (options: tls.TlsOptions, onSecure: (socket: tls.TLSSocket) => void) =>
  listening(tls.createServer(options, onSecure));

const post = (http: HttpClient, host: string, port: number): Promise<HttpExchange> =>
  http.post({ url: new URL(`https://${host}:${port}/`), headers: {}, body: Buffer.from('{}') });

describe('a certificate', () => {
  it.each<[string, Identity, string, string | null]>([
    ['whose chain is whole', withChain(odd.behindIntermediate), 'receiver.test', null],
    ['whose chain is not whole', odd.behindIntermediate, 'receiver.test', 'tls'],
    ['that is not valid yet', odd.notYetValid, 'receiver.test', 'tls'],
    ['that is for clients', odd.forClients, 'receiver.test', 'tls'],
    ['for this address', withChain(odd.behindIntermediate), '127.0.0.1', null],
    ['that has this address for a name', odd.commonNameOnly, '127.0.0.1', 'tls_wrong_name'],
    ['for this address of IPv6', odd.forIpv6, '[::1]', null],
    ['for another address', withChain(odd.behindIntermediate), '[::1]', 'tls_wrong_name'],
  ])('%s', async (_, identity, host, code) => {
    const server = await web(identity, host === '[::1]' ? '::1' : undefined);
    const exchange = await post(client(odd.oddAuthority), host, portOf(server));
    expect(exchange).toMatchObject({ code, statusCode: code === null ? 200 : null });
  });

  it('is looked at on every connection, as it may have changed since the last', async () => {
    const reused: boolean[] = [];
    const server = await bare({ ...good, maxVersion: 'TLSv1.2' }, (socket) => {
      reused.push(socket.isSessionReused());
      server.setSecureContext({ ...expired, maxVersion: 'TLSv1.2' });
      socket.once('data', () => socket.end(ANSWER));
    });
    const http = client();
    expect(await post(http, 'receiver.test', portOf(server))).toMatchObject({ code: null });
    await expect
      .poll(async () => (await post(http, 'receiver.test', portOf(server))).code)
      .toBe('tls_expired');
    expect(reused).not.toContain(true);
  });

  it('is looked at without the final dot of a name, and so is the name in the greeting', async () => {
    const greeted: string[] = [];
    const server = await web({
      ...good,
      SNICallback: (name, callback) => {
        greeted.push(name);
        callback(null);
      },
    });
    expect(await post(client(), 'receiver.test.', portOf(server))).toMatchObject({ code: null });
    expect(greeted).toEqual(['receiver.test']);
  });
});

function withChain(identity: Identity): Identity {
  return { ...identity, cert: identity.cert + odd.intermediate };
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('a receiver with %s', (version) => {
  const options = { ...good, minVersion: version, maxVersion: version };

  it('that demands a certificate of ours has made no secure connection', async () => {
    const server = await web({ ...options, requestCert: true, rejectUnauthorized: true, ca: authority });
    expect(await post(client(), 'receiver.test', portOf(server))).toMatchObject({
      code: 'tls',
      statusCode: null,
    });
  });

  it('that would like a certificate of ours does without', async () => {
    const server = await web({ ...options, requestCert: true, rejectUnauthorized: false });
    expect(await post(client(), 'receiver.test', portOf(server))).toMatchObject({ code: null });
  });

  it.each<[string, (socket: tls.TLSSocket) => void]>([
    ['behind the handshake', (socket) => socket.end()],
    ['behind the request', (socket) => void socket.once('data', () => socket.end())],
  ])('that hangs up %s has not answered', async (_, behave) => {
    const server = await bare(options, behave);
    expect(await post(client(), 'receiver.test', portOf(server))).toMatchObject({
      code: 'no_response',
      statusCode: null,
    });
  });

  it.each<[string, Buffer]>([
    ['what is no TLS', Buffer.alloc(300, 'x')],
    // A record of data whose seal is wrong.
    ['what somebody on the way has written', Buffer.from([23, 3, 3, 0, 40, ...Buffer.alloc(40)])],
  ])('behind whose handshake comes %s ends at once', async (_, junk) => {
    const server = await bare(options, () => {});
    const between = await startBareReceiver((near) => {
      const far = net.connect(portOf(server), '127.0.0.1').on('error', () => {});
      undo.push(() => far.destroy());
      near.on('data', (bytes) => far.write(bytes));
      far.on('data', (bytes) => near.write(bytes));
      server.on('secureConnection', (socket) => socket.once('data', () => near.write(junk)));
    });
    undo.push(() => between.close());
    expect(await post(client(), 'receiver.test', between.port)).toMatchObject({
      code: 'tls',
      statusCode: null,
    });
    await expect.poll(between.open).toBe(0);
  });
});

it('a receiver that takes the call and never ends the handshake was not reached in time', async () => {
  const to = await startBareReceiver((socket) => void socket.resume());
  undo.push(() => to.close());
  expect(await post(client(authority, 15_000), 'receiver.test', to.port)).toMatchObject({
    code: 'connect_timeout',
    statusCode: null,
    remoteAddress: '127.0.0.1',
  });
  await expect.poll(to.open).toBe(0);
}, 15_000);

function pourTickets(socket: net.Socket, secret: Buffer, sequence: number): void {
  const next = ticketRecords(secret, sequence);
  const more = () => {
    while (!socket.destroyed && socket.write(next()));
  };
  socket.on('drain', more);
  more();
}

it('a receiver that pours what is TLS and no answer is cut off', async () => {
  let secret: Buffer | null = null;
  const server = await bare({ ...good, minVersion: 'TLSv1.3', ciphers: 'TLS_AES_128_GCM_SHA256' }, () => {});
  server.on('keylog', (line) => {
    secret ??= serverSecret(line);
  });
  let isSecured = false;
  let isPouring = false;
  server.once('secureConnection', () => {
    isSecured = true;
  });
  const between = await startBareReceiver((near) => {
    const far = net.connect(portOf(server), '127.0.0.1').on('error', () => {});
    undo.push(() => far.destroy());
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => {
      near.write(bytes);
      // The server itself has just written two tickets.
      if (!isSecured || isPouring || !secret) return;
      isPouring = true;
      pourTickets(near, secret, 2);
    });
  });
  undo.push(() => between.close());
  expect(await post(client(), 'receiver.test', between.port)).toMatchObject({
    code: 'tls',
    statusCode: null,
  });
  await expect.poll(between.open).toBe(0);
});

it('a receiver that begins the handshake anew is not followed', async () => {
  const server = await bare({ ...good, maxVersion: 'TLSv1.2' }, (socket) =>
    socket.once('data', () => socket.renegotiate({ rejectUnauthorized: false }, () => socket.end(ANSWER))),
  );
  expect(await post(client(), 'receiver.test', portOf(server))).toMatchObject({ code: 'tls' });
});

it.each(['TLSv1.2', 'TLSv1.3'])(
  'a receiver with %s that answers before we look again keeps its connection',
  async (version) => {
    // On a thread of its own, where it answers while this one stands still.
    const answered = new Int32Array(new SharedArrayBuffer(4));
    const thread = new Worker(
      `const { parentPort, workerData: { options, answered } } = require('node:worker_threads');
       const server = require('node:https').createServer(options, (request, response) => {
         response.on('finish', () => {
           Atomics.add(answered, 0, 1);
           Atomics.notify(answered, 0);
         });
         request.resume().on('end', () => response.writeHead(204).end());
       });
       server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
      {
        eval: true,
        workerData: { options: { ...good, minVersion: version, maxVersion: version }, answered },
      },
    );
    undo.push(() => thread.terminate());
    const [port] = await once(thread, 'message');
    const http = client();
    await post(http, 'receiver.test', port);
    for (let time = 1; time <= 5; time++) {
      const second = post(http, 'receiver.test', port);
      // Behind the request, in the same turn of the event loop. Without end it would wait for a connection to be opened.
      setImmediate(() => Atomics.wait(answered, 0, time, 2000));
      expect(await second).toMatchObject({ code: null, statusCode: 204, phases: { connect: null } });
    }
  },
);

describe('how a receiver wants to agree on a secret', () => {
  it.each<[string, tls.SecureContextOptions]>([
    ['curves, TLS 1.3', { minVersion: 'TLSv1.3' }],
    ['curves, TLS 1.2', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' }],
    ['its RSA key, as old ones do', { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' }],
  ])('may be by %s', async (_, options) => {
    const server = await web({ ...odd.withRsa, ...options });
    expect(await post(client(odd.withRsa.cert), 'receiver.test', portOf(server))).toMatchObject({
      code: null,
    });
  });

  // The receiver chooses the prime: one of 9,984 bits holds this whole process for 0.6 seconds.
  it.each<[string, tls.SecureContextOptions]>([
    [
      'of its own, TLS 1.2',
      { maxVersion: 'TLSv1.2', ciphers: 'DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-SHA', dhparam: 'auto' },
    ],
    ['of a known group, TLS 1.3', { minVersion: 'TLSv1.3', ecdhCurve: 'ffdhe8192' }],
  ])('may not be by powers modulo a prime %s', async (_, options) => {
    const server = await web({ ...odd.withRsa, ...options });
    expect(await post(client(odd.withRsa.cert), 'receiver.test', portOf(server))).toMatchObject({
      code: 'tls',
      statusCode: null,
    });
  });
});

describe('HTTP/2', () => {
  it('alone is no protocol that we have in common', async () => {
    const server = await bare({ ...good, ALPNProtocols: ['h2'] }, () => {});
    expect(await post(client(), 'receiver.test', portOf(server))).toMatchObject({ code: 'tls' });
  });

  it('without being asked is no answer', async () => {
    // SETTINGS, without entries.
    const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
    const server = await bare(good, (socket) => void socket.once('data', () => socket.write(settings)));
    expect(await post(client(), 'receiver.test', portOf(server))).toMatchObject({
      code: 'protocol',
      statusCode: null,
    });
  });
});
