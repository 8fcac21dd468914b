import { isLiteralHost } from './address-policy';

/**
 * What the machine's own list of names says (hosts(5)): each name in lower case with its addresses, in their order.
 * A line that begins with no address, or with one of an interface of this machine, says nothing.
 */
export function parseHosts(text: string): Map<string, string[]> {
  const hosts = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (!isLiteralHost(address)) continue;
    for (const name of names.map((one) => one.toLowerCase())) {
      const known = hosts.get(name);
      if (known) known.push(address);
      else hosts.set(name, [address]);
    }
  }
  return hosts;
}
