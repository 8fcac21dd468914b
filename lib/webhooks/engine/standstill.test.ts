import { once } from 'node:events';
import https from 'node:https';
import type net from 'node:net';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type BareReceiver, startBareReceiver } from '@/lib/testing/bare-receiver';
import { good } from '@/lib/testing/certificates';
import { testClient } from '@/lib/testing/http-clients';
import { type Receiver, startReceiver } from '@/lib/testing/receiver';
import { standStill } from '@/lib/testing/stand-still';
import { Connection } from './connections';
import type { HttpClient, HttpClientOptions, HttpExchange } from './http-client';

/** A process that stands still at every step of an attempt. */

const HEAD_MS = 600;
const LONG_MS = 1200;
vi.setConfig({ testTimeout: 20_000 });

const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const client = (options: Partial<HttpClientOptions> = {}) =>
  testClient(undo, { timeoutMs: HEAD_MS, ...options });

/** One that asks `find` where each name leads, which is here. */
const finding = (find: () => void) =>
  client({
    lookup(_hostname, _options, callback) {
      find();
      callback(null, [{ address: '127.0.0.1', family: 4 }]);
    },
  });

const post = (http: HttpClient, url: string, size = 7): Promise<HttpExchange> =>
  http.post({ url: new URL(url), headers: {}, body: Buffer.alloc(size, 'x') });

async function bare(onConnection: (socket: net.Socket, n: number) => void): Promise<BareReceiver> {
  const made = await startBareReceiver(onConnection);
  undo.push(() => made.close());
  return made;
}

/** It stands still with this process, as one that hears nothing from a paused machine. */
async function beside(): Promise<Receiver> {
  const made = await startReceiver();
  undo.push(() => made.close());
  return made;
}

/**
 * A receiver that goes on while this thread stands still: it tells of each request, and answers it soon after. The pause
 * is its own, so that the answer comes while nobody here can read it; the test waits for the answer.
 */
async function elsewhere(): Promise<{ port: number; requests: string[]; received: () => Promise<unknown> }> {
  const thread = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:http').createServer((request, response) => {
       parentPort.postMessage('request');
       setTimeout(() => response.writeHead(204).end(), 100);
     });
     server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
    { eval: true },
  );
  undo.push(() => thread.terminate());
  const [port] = await once(thread, 'message');
  const requests: string[] = [];
  thread.on('message', (message) => requests.push(message));
  return { port, requests, received: () => once(thread, 'message') };
}

it('a connection that idled while the process stood still is not trusted any more', async () => {
  const { url, connections } = await bare((socket) =>
    socket.on('data', () => socket.write('HTTP/1.1 204 No Content\r\n\r\n')),
  );
  const http = client();
  await post(http, url);
  standStill(1600);
  expect(await post(http, url)).toMatchObject({ code: null });
  expect(connections()).toBe(2);
});

describe('what was sent', () => {
  it('and answered while the process stood still counts, though its time was over when it went on', async () => {
    const { port, received } = await elsewhere();
    const answer = post(client(), `http://127.0.0.1:${port}/`);
    await received();
    standStill(LONG_MS);
    expect(await answer).toMatchObject({ code: null, statusCode: 204 });
  });

  it('but could not leave a paused machine has its time when that goes on', async () => {
    const receiver = await beside();
    const http = client();
    await post(http, receiver.url);
    const answer = post(http, receiver.url);
    // Behind the request, which goes out at the end of this turn.
    setImmediate(() => standStill(LONG_MS));
    expect(await answer).toMatchObject({ code: null, statusCode: 204, phases: { connect: null } });
    expect(receiver.requests).toHaveLength(2);
  });

  it('late, as the process was stopped between its last look at the time and the sending, has its time from then on', async () => {
    const { port, requests } = await elsewhere();
    const { send } = Connection.prototype;
    vi.spyOn(Connection.prototype, 'send').mockImplementationOnce(function (this: Connection, ...given) {
      standStill(LONG_MS);
      send.apply(this, given);
    });
    expect(await post(client(), `http://127.0.0.1:${port}/`)).toMatchObject({ code: null, statusCode: 204 });
    expect(requests).toHaveLength(1);
  });

  it('and gets no answer after that either is a timeout: its time begins once more, and once only', async () => {
    const { url } = await bare((socket) => void socket.resume());
    const timer = setInterval(standStill, HEAD_MS, LONG_MS);
    undo.push(() => clearInterval(timer));
    expect(await post(client(), url)).toMatchObject({ code: 'timeout', statusCode: null, stoodStill: false });
  });

  it('in part is an attempt: nobody knows what became of it', async () => {
    const { url } = await bare((socket) =>
      socket.once('data', () => {
        socket.pause();
        setImmediate(standStill, LONG_MS);
      }),
    );
    expect(await post(client(), url, 64 * 1024 * 1024)).toMatchObject({ code: 'timeout', stoodStill: false });
  });

  it('before on a connection that was just being closed is one too, whatever keeps it from being sent again', async () => {
    const late = vi.fn();
    const { port, connections } = await bare((socket, n) => {
      if (n > 1) socket.on('data', late);
      else
        socket.once('data', () => {
          socket.write('HTTP/1.1 204 No Content\r\n\r\n');
          socket.once('data', () => socket.end());
        });
    });
    const find = vi.fn();
    const http = finding(find);
    const url = `http://somewhere.test:${port}/`;
    await post(http, url);
    find.mockImplementation(() => standStill(LONG_MS));
    expect(await post(http, url)).toMatchObject({ code: 'timeout', stoodStill: false });
    expect(connections()).toBe(2);
    expect(late).not.toHaveBeenCalled();
  });
});

describe('what was not sent before the process stood still for longer than it had', () => {
  it('is not sent any more, and says nothing about the receiver: while it was looked for', async () => {
    const { port, requests } = await elsewhere();
    const http = finding(() => standStill(LONG_MS));
    expect(await post(http, `http://somewhere.test:${port}/`)).toMatchObject({
      code: 'timeout',
      statusCode: null,
      stoodStill: true,
    });
    expect(await post(client(), `http://127.0.0.1:${port}/`)).toMatchObject({ code: null });
    expect(requests).toHaveLength(1);
  });

  it('the same in the midst of a handshake', async () => {
    const taken = vi.fn();
    const server = https.createServer(good, taken);
    server.on('connection', () => standStill(LONG_MS));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    undo.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    expect(await post(client(), `https://127.0.0.1:${port}/`)).toMatchObject({
      statusCode: null,
      stoodStill: true,
    });
    expect(taken).not.toHaveBeenCalled();
  });

  it('the same on a kept connection', async () => {
    const receiver = await beside();
    const http = client();
    await post(http, receiver.url);
    // Before the request goes out, at the end of this turn.
    setImmediate(() => standStill(LONG_MS));
    expect(await post(http, receiver.url)).toMatchObject({ code: 'timeout', stoodStill: true });
    expect(receiver.requests).toHaveLength(1);
  });

  it('the same where the receiver gave up meanwhile', async () => {
    const { port } = await bare((socket) => {
      setImmediate(standStill, LONG_MS);
      socket.once('data', () => socket.resetAndDestroy());
    });
    expect(await post(client({ timeoutMs: 15_000 }), `https://127.0.0.1:${port}/`)).toMatchObject({
      code: 'tls',
      stoodStill: true,
    });
  });
});

describe('a process that runs', () => {
  it('counts a connection that takes all of the time as a timeout', async () => {
    const { port } = await bare((socket) => void socket.resume());
    expect(await post(client(), `https://127.0.0.1:${port}/`)).toMatchObject({
      code: 'timeout',
      stoodStill: false,
    });
  });

  it('does so too when it stood still before that began', async () => {
    const { port } = await bare((socket) => void socket.resume());
    const http = client();
    const first = post(http, `https://127.0.0.1:${port}/`);
    standStill(LONG_MS);
    const second = post(http, `https://127.0.0.1:${port}/`);
    expect(await first).toMatchObject({ code: 'timeout', stoodStill: true });
    expect(await second).toMatchObject({ code: 'timeout', stoodStill: false });
  });
});
