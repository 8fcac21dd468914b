import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stop } from '../harness/children';
import type { Undo } from '../harness/undo';

/** Of the system's packages; Valkey is the same server under another name. */
const PROGRAMS = ['redis-server', 'valkey-server'];
const START_MS = 10_000;

/** Starts the system's Redis on loopback, as teams run it (log synced every second); answers its port, or null when there is none. */
export async function startRedis(undo: Undo): Promise<{ port: number; version: string } | null> {
  for (const program of PROGRAMS) {
    const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    if (status !== 0) continue;
    const dir = mkdtempSync(join(tmpdir(), 'voki-bench-redis-'));
    undo.add(() => rmSync(dir, { recursive: true, force: true }));
    const port = await freePort();
    const settings = { bind: '127.0.0.1', port, dir, save: '', appendonly: 'yes', appendfsync: 'everysec' };
    const server = spawn(
      program,
      Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
      { stdio: 'ignore' },
    );
    undo.add(() => stop(server));
    await accepting(server, port);
    return { port, version: /v=(\S+)/.exec(stdout)?.[1] ?? '' };
  }
  return null;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function accepting(server: ChildProcess, port: number): Promise<void> {
  const until = performance.now() + START_MS;
  while (server.exitCode === null && performance.now() < until) {
    const socket = connect(port, '127.0.0.1');
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
    await delay(50);
  }
  throw new Error('Redis does not start');
}
