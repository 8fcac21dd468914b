import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Of /proc/net/tcp: a connection that is open. */
const ESTABLISHED = '01';

/**
 * Which of `pids` holds the end of a TCP connection on this machine that has the local port `port`; null when none does.
 * It is what tells a receiver who sent, as nothing in a request may. Linux only.
 */
export function socketOwner(port: number, pids: readonly number[]): number | null {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const inode = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find((fields) => fields[1]?.endsWith(`:${hex}`) && fields[3] === ESTABLISHED)?.[9];
  if (inode === undefined) return null;
  return pids.find((pid) => socketsOf(pid).includes(`socket:[${inode}]`)) ?? null;
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return '';
      }
    });
  } catch {
    return [];
  }
}
