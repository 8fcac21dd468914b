import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What tells this process from every other that ever had its number: process ids are used again, after a
 * restart of the machine or a container within seconds. Null when no such process runs (a zombie counts as gone).
 */
export function processIdentity(pid: number): string | null {
  if (process.platform === 'linux') {
    try {
      // The name in parentheses may hold spaces and parentheses, so fields are counted from its end.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return state === 'Z' || state === 'X' ? null : `${boot}/${fields[18]}`;
    } catch {
      return null;
    }
  }
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return started || null;
  } catch {
    return null;
  }
}

/** Polls `condition` every 20 ms; answers whether it came true within `timeoutMs`. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if (await condition()) return true;
    if (performance.now() > deadline) return false;
    await sleep(20);
  }
}
