import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { processIdentity, until } from './processes';

/**
 * Runs `work` while no other process is inside the same `path`. The lock of a process that no longer runs is
 * taken over, so that a killed one stops nobody. `onWait` is called once when somebody else is inside.
 * Throws when the other one has not left within `timeoutMs`.
 */
export async function exclusively<T>(
  path: string,
  work: () => Promise<T>,
  { timeoutMs = 120_000, onWait }: { timeoutMs?: number; onWait?: () => void } = {},
): Promise<T> {
  const mine = JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) });
  if (!take(path, mine)) {
    onWait?.();
    if (!(await until(() => take(path, mine), timeoutMs)))
      throw new Error(`Process ${holderOf(path)?.pid} is still at work on ${path}`);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function take(path: string, mine: string): boolean {
  for (let round = 0; round < 2; round += 1) {
    try {
      writeFileSync(path, mine, { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (!removeIfAbandoned(path)) return false;
  }
  return false;
}

/** Moves a dead process's lock aside, and back when it turns out that somebody else was quicker. */
function removeIfAbandoned(path: string): boolean {
  const seen = holderOf(path);
  if (!seen || (seen.identity !== null && processIdentity(seen.pid) === seen.identity)) return false;
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== seen.text) {
      renameSync(aside, path);
      return false;
    }
  } catch {
    return false;
  }
  rmSync(aside, { force: true });
  return true;
}

function holderOf(path: string): { pid: number; identity: string | null; text: string } | null {
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
    const { pid, identity } = JSON.parse(text);
    return { pid, identity, text };
  } catch {
    // Between creation and the first write a lock is empty; one that stays so was left by a crash.
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    return age > 5000 ? { pid: 0, identity: null, text } : null;
  }
}
