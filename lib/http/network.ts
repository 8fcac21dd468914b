import ipaddr from 'ipaddr.js';

/** A customer gets a whole /64 of IPv6 and may write from any address of it. */
const IPV6_BITS = 64;

/** Whom limits count as one: an IPv4 address, or the /64 of an IPv6 one. */
export function networkOf(address: string): string {
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${IPV6_BITS}`).toString();
}
