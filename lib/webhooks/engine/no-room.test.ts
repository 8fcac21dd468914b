import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { lacksDescriptors } from './no-room';

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
