import { execFile } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { freePort } from '@/lib/testing/ports';
import { isNoRoom, lacksDescriptors } from './no-room';

it('a process without file descriptors blames no receiver, by address or by name', async () => {
  const script = ['--import', 'tsx', 'lib/testing/out-of-descriptors.ts'];
  const { stdout } = await promisify(execFile)(
    'sh',
    [
      ...['-c', 'ulimit -n 64 && exec "$@"', 'sh', process.execPath, ...script],
      ...['http://127.0.0.1:9/', 'https://receiver.example/'],
    ],
    // What the loader writes into its cache beside would give descriptors back in the midst of it.
    { env: { ...process.env, TSX_DISABLE_CACHE: '1' } },
  );
  expect(stdout.trim().split('\n')).toEqual(['NoRoomError', 'NoRoomError']);
});

it('this one has some', () => {
  expect(lacksDescriptors()).toBe(false);
});

/** What a connection fails with whose local port leads to the same place already, which is what it says where none is free. */
async function withoutPort(): Promise<NodeJS.ErrnoException> {
  const host = '127.0.0.1';
  const server = net.createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const place = { host, port, localAddress: host, localPort: await freePort() };
  const first = net.connect(place);
  await once(first, 'connect');
  try {
    return await new Promise((resolve, reject) =>
      net
        .connect(place)
        .once('error', resolve)
        .once('connect', () => reject(new Error('two connections of one port'))),
    );
  } finally {
    first.destroy();
    server.close();
  }
}

it('a machine without a local port blames no receiver', async () => {
  const error = await withoutPort();
  expect(error).toMatchObject({ code: 'EADDRNOTAVAIL', syscall: 'connect' });
  expect(isNoRoom(error)).toBe(true);
});

it('one without an address of the receiver’s family is no such machine', () => {
  const error = { code: 'EADDRNOTAVAIL', syscall: 'connect', address: '2001:db8::1' };
  expect(isNoRoom(Object.assign(new Error('connect'), error))).toBe(false);
});
