import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { env } from '@/lib/env';

/**
 * Under this name the front door tells everything behind it where a request comes from; what a client sends under it
 * is thrown away there.
 */
export const CLIENT_ADDRESS_HEADER = 'x-voki-client-address';

/** An IPv4 address that came over an IPv6 socket reads as itself; null for what is no address. */
function plain(address: string | undefined): string | null {
  if (address === undefined) return null;
  const family = isIP(address);
  // One of IPv4 has no other way to be written.
  if (family === 4) return address;
  return family === 6 ? ipaddr.process(address).toString() : null;
}

/** How some proxies write whom they were called from: an IPv6 address in brackets, either kind with the port after it. */
const WITH_PORT = /^(?:\[([^\][]+)\]|([\d.]+))(?::\d{1,5})?$/;

/** The address of an entry of X-Forwarded-For; null for what is none, as a name. */
function claimed(entry: string | undefined): string | null {
  const [, bracketed, dotted] = WITH_PORT.exec(entry ?? '') ?? [];
  // Only IPv6 stands in brackets.
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? plain(bracketed) : null;
  return plain(dotted ?? entry);
}

function trusts(proxies: BlockList, address: string): boolean {
  return proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** The ranges of TRUSTED_PROXIES, to be asked for each request. */
export function proxyList(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [range, bits] = ipaddr.parseCIDR(cidr);
    list.addSubnet(range.toString(), bits, range.kind());
  }
  return list;
}

/**
 * Who sent a request that came from `peer`. Each proxy adds the address that it was called from at the end of
 * X-Forwarded-For, so the list is read from there for as long as the one who wrote is trusted; whatever stands before
 * the first stranger is the stranger's own claim. Null only without a peer.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  proxies: BlockList,
): string | null {
  let address = plain(peer);
  const claims = forwardedFor?.split(',').map((part) => part.trim()) ?? [];
  while (address !== null && claims.length > 0 && trusts(proxies, address)) {
    const claim = claimed(claims.pop());
    if (claim === null) break;
    address = claim;
  }
  return address;
}

let configured: BlockList | undefined;

/** Writes {@link clientAddress} into the request, in place of whatever a client wrote there. */
export function stampClientAddress(request: IncomingMessage): void {
  configured ??= proxyList(env().TRUSTED_PROXIES);
  const forwarded = request.headers['x-forwarded-for'];
  const address = clientAddress(
    request.socket.remoteAddress,
    Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
    configured,
  );
  if (address === null) delete request.headers[CLIENT_ADDRESS_HEADER];
  else request.headers[CLIENT_ADDRESS_HEADER] = address;
}
