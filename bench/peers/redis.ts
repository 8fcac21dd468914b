import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@/lib/testing/ports';
import { stop } from '../harness/children';
import { accepts } from '../harness/ports';
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
    if (!(await accepts(port, START_MS))) throw new Error('Redis does not start');
    return { port, version: /v=(\S+)/.exec(stdout)?.[1] ?? '' };
  }
  return null;
}
