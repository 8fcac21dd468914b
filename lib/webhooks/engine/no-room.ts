import { closeSync, openSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { devNull } from 'node:os';

/** Of sockets: this process, or its machine, has no file descriptor, buffer or memory left for one more. */
const CODES = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);

/** Nothing was sent for a reason of ours, which says nothing about a receiver: it is no attempt. */
export class UnsentError extends Error {
  override name = 'UnsentError';
}

/** No connection could be made for want of something here. */
export class NoRoomError extends UnsentError {
  override name = 'NoRoomError';
}

/** Whether `error` of a socket or of the resolver, or each of those it gathers, says so. */
export function isNoRoom(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isNoRoom);
  return CODES.has((error as NodeJS.ErrnoException | null)?.code ?? '') || lacksPort(error);
}

/** No local port is left for one more connection to that address. Where it is of IPv6 this machine may have none itself. */
function lacksPort(error: unknown): boolean {
  const { code, syscall, address } = (error ?? {}) as NodeJS.ErrnoException & { address?: string };
  return code === 'EADDRNOTAVAIL' && syscall === 'connect' && isIPv4(address ?? '');
}

/** Whether this process can open nothing more. A resolver without a socket does not say so, but that nobody answered. */
export function lacksDescriptors(): boolean {
  try {
    closeSync(openSync(devNull, 'r'));
    return false;
  } catch (error) {
    return isNoRoom(error);
  }
}
