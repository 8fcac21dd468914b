import type { LookupAddress } from 'node:dns';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { isNoRoom } from './no-room';

/** How long one address may take before the next is tried beside it (RFC 8305, section 5). */
const NEXT_MS = 250;
/** Of the addresses of a name; a receiver with more is reached through these. */
const ADDRESSES_MAX = 4;

/** A connection, and to which of the addresses it leads. */
export interface Reached {
  socket: net.Socket;
  address: string;
}

/** None of them could be connected to; the errors of all. */
export class UnreachableError extends Error {
  override name = 'UnreachableError';
  readonly codes: readonly (string | undefined)[];
  /** For want of something here, at every address. */
  readonly isNoRoom: boolean;
  constructor(errors: readonly NodeJS.ErrnoException[]) {
    super('unreachable');
    this.codes = errors.map(({ code }) => code);
    this.isNoRoom = errors.length > 0 && errors.every(isNoRoom);
  }
}

/**
 * Connects to whichever of `addresses` answers first, the families in turn (RFC 8305, "Happy Eyeballs"). One that is
 * slow is not given up for the next one, which may be the dead one of the two.
 * @param track gets each socket as soon as it is there; one that it destroys ends the search
 * @throws UnreachableError
 */
export function reach(
  addresses: readonly LookupAddress[],
  port: number,
  track: (socket: Duplex) => void,
): Promise<Reached> {
  const waiting = inTurn(addresses).slice(0, ADDRESSES_MAX);
  const open = new Set<net.Socket>();
  const errors: NodeJS.ErrnoException[] = [];
  let timer: NodeJS.Timeout | undefined;
  return new Promise((resolve, reject) => {
    const tryNext = () => {
      clearTimeout(timer);
      const address = waiting.shift()?.address;
      if (address === undefined) {
        if (open.size === 0) reject(new UnreachableError(errors));
        return;
      }
      const socket = net.connect({ host: address, port, noDelay: true });
      track(socket);
      if (socket.destroyed) return;
      if (waiting.length > 0) timer = setTimeout(tryNext, NEXT_MS);
      open.add(socket);
      const fail = (error: NodeJS.ErrnoException) => {
        open.delete(socket);
        errors.push(error);
        tryNext();
      };
      socket.once('error', fail).once('connect', () => {
        clearTimeout(timer);
        waiting.length = 0;
        open.delete(socket.off('error', fail));
        for (const slower of open) slower.destroy();
        resolve({ socket, address });
      });
    };
    tryNext();
  });
}

/** Families by turns, beginning with that of the first: the first few have both of them. */
function inTurn(addresses: readonly LookupAddress[]): LookupAddress[] {
  const isFirst = ({ family }: LookupAddress) => family === addresses[0]?.family;
  const firsts = addresses.filter(isFirst);
  const others = addresses.filter((one) => !isFirst(one));
  return firsts.flatMap((one, at) => [one, ...others.slice(at, at + 1)]).concat(others.slice(firsts.length));
}
