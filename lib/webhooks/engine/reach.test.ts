import { spawn } from 'node:child_process';
import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import net, { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, expect, it, vi } from 'vitest';
import { type BareReceiver, startBareReceiver } from '@/lib/testing/bare-receiver';
import { freePort } from '@/lib/testing/ports';
import { reach } from './reach';

const undo: (() => unknown)[] = [];
/** Of a block that leads nowhere: refused at once where there is no IPv6, silence where there is. */
const NOWHERE = ['100::1', '100::2', '100::3', '100::4', '100::5'];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function receiver(): Promise<BareReceiver> {
  const made = await startBareReceiver(() => {});
  undo.push(() => made.close());
  return made;
}

const addresses = (...all: string[]): LookupAddress[] =>
  all.map((address) => ({ address, family: isIP(address) }));

async function reached(all: string[], port: number): Promise<string> {
  const { socket, address } = await reach(addresses(...all), port, (tracked) =>
    undo.push(() => tracked.on('error', () => {}).destroy()),
  );
  socket.destroy();
  return address;
}

it('takes the first that answers, and calls at no other', async () => {
  const { port, connections } = await receiver();
  expect(await reached(['127.0.0.1', '127.0.0.2'], port)).toBe('127.0.0.1');
  await expect.poll(connections).toBe(1);
});

it('reaches the living family, however many addresses the dead one has', async () => {
  const { port } = await receiver();
  expect(await reached([...NOWHERE, '127.0.0.1'], port)).toBe('127.0.0.1');
  expect(await reached(['127.0.0.1', ...NOWHERE], port)).toBe('127.0.0.1');
});

it('says why of each when none can be reached', async () => {
  const port = await freePort();
  await expect(reach(addresses('127.0.0.1', '127.0.0.2'), port, () => {})).rejects.toMatchObject({
    codes: ['ECONNREFUSED', 'ECONNREFUSED'],
  });
});

it('calls nowhere any more once it was given up', () => {
  vi.useFakeTimers();
  undo.push(() => vi.useRealTimers());
  const tracked = vi.fn((socket: Duplex) => void socket.on('error', () => {}).destroy());
  void reach(addresses('127.0.0.1', '127.0.0.2'), 1, tracked);
  vi.advanceTimersByTime(60_000);
  expect(tracked).toHaveBeenCalledTimes(1);
});

it('does not give a slow address up for a dead one', async () => {
  const slow = spawn(process.execPath, [
    '-e',
    `const server = require('node:net').createServer((socket) => socket.on('error', () => {}));
     server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));`,
  ]);
  undo.push(() => slow.kill('SIGKILL'));
  const [written] = await once(slow.stdout, 'data');
  const port = Number(String(written));
  // It takes nobody in while it stands still. These fill its queue, and who calls then gets no answer.
  slow.kill('SIGSTOP');
  for (let count = 0; count < 8; count++) {
    const caller = net.connect(port, '127.0.0.1').on('error', () => {});
    undo.push(() => caller.destroy());
  }
  const sockets: Duplex[] = [];
  const reaching = reach(addresses('127.0.0.1', '127.0.0.2'), port, (socket) => {
    undo.push(() => socket.destroy());
    // It goes on as soon as the other one is seen to be dead.
    if (sockets.push(socket) === 2) socket.once('close', () => slow.kill('SIGCONT'));
  });
  expect((await reaching).address).toBe('127.0.0.1');
  expect(sockets).toHaveLength(2);
});
