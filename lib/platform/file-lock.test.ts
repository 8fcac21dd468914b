import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exclusively } from './file-lock';
import { processIdentity } from './processes';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'voki lock '));
  path = join(folder, 'lock');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a lock by a file', () => {
  it('lets one in at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 5 }, () => exclusively(path, work)));
    expect(most).toBe(1);
    expect(existsSync(path)).toBe(false);
  });

  it('is given back when the work fails', async () => {
    await expect(exclusively(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['of a process that ended', { pid: 2 ** 22 + 1, identity: 'long ago' }],
    ['of a number that is used again', { pid: process.pid, identity: 'another start' }],
  ])('%s is taken over', async (_, holder) => {
    writeFileSync(path, JSON.stringify(holder));
    expect(await exclusively(path, async () => 'in')).toBe('in');
  });

  it('that a crash left empty is taken over', async () => {
    writeFileSync(path, '');
    utimesSync(path, 0, 0);
    expect(await exclusively(path, async () => 'in')).toBe('in');
  });

  it('of a running process is waited for, and named when that takes too long', async () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) }));
    const onWait = vi.fn();
    await expect(exclusively(path, async () => 'in', { timeoutMs: 50, onWait })).rejects.toThrow(
      `Process ${process.pid} is still at work`,
    );
    expect(onWait).toHaveBeenCalledOnce();
  });
});
