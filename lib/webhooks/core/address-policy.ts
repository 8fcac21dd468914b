import ipaddr from 'ipaddr.js';

/** An address range that deliveries may reach although it is not public; plain http is allowed there too. */
export interface AllowedPrivateHost {
  /** As in `10.0.0.0/8` or `fd00::/8`. */
  cidr: string;
  /** Only this port; null: any. */
  port: number | null;
}

/** What the operator allows beyond the public internet over https (DELIVERY_ALLOWED_PRIVATE_HOSTS, DELIVERY_ALLOWED_PORTS). */
export interface AddressPolicy {
  allowedPrivateHosts: readonly AllowedPrivateHost[];
  /** Null: every port that browsers allow. */
  allowedPorts: readonly number[] | null;
  /** Where this application's own test addresses are, if the rules above would not reach them. */
  own?: OwnAddress | null;
}

/** Plain http to one host, port and form of path. The host is a literal address or `localhost`, never a name to be resolved. */
export interface OwnAddress {
  /** Without brackets. */
  hostname: string;
  port: number;
  path: RegExp;
}

/** Keys below `validation` in the message catalogue. */
export type UrlRefusal = 'url_invalid' | 'url_https' | 'url_userinfo' | 'url_private' | 'url_port';
export type UrlJudgement = { ok: true; url: URL } | { ok: false; reason: UrlRefusal };

/**
 * Public IPv6 is 2000::/3, less what would lead elsewhere or nowhere: Teredo, ORCHID and the rest of 2001::/23,
 * documentation, 6to4 (carries any IPv4 address), documentation again (RFC 9637), and the direct delegation of AS112.
 */
const IPV6_PUBLIC = '2000::/3';
const IPV6_DENIED = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '2620:4f:8000::/48'];
/**
 * What DNS64 puts before each IPv4 address of a name, so that networks of IPv6 alone reach it: it leads where the address
 * inside does. Only this well-known prefix; it is never for private addresses (RFC 6052, 3.1).
 */
const NAT64 = '64:ff9b::/96';
const NAT64_PREFIX_BYTES = 12;
/** Azure's host agent, on every virtual machine there; ipaddr.js rightly calls it unicast. */
const IPV4_DENIED = ['168.63.129.16/32'];

/**
 * "Bad ports" of the Fetch standard: services that would read our request as commands of their own protocol.
 * https://fetch.spec.whatwg.org/#port-blocking
 */
const BAD_PORTS = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/** What `localhost` means (RFC 6761). */
export const LOCALHOST_ADDRESSES = ['127.0.0.1', '::1'];

/** Whether a host name, with or without its final dot, is `localhost` or below it. */
export function isLocalhost(hostname: string): boolean {
  return /^(?:.+\.)?localhost\.?$/.test(hostname);
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Of this file and of the policy; parsed once, as a name may have thousands of addresses, each compared with all. */
const RANGES = new Map<string, [Address, number]>();

function rangeOf(cidr: string): [Address, number] {
  const known = RANGES.get(cidr);
  if (known) return known;
  const range = ipaddr.parseCIDR(cidr);
  RANGES.set(cidr, range);
  return range;
}

function within(address: Address, cidr: string): boolean {
  const [range, bits] = rangeOf(cidr);
  return address.kind() === range.kind() && address.match(range, bits);
}

/** The address that a text is, null when it is none. A zone id makes it none: it names an interface of this machine. */
function parseAddress(text: string): Address | null {
  if (text.includes('%')) return null;
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : null;
}

function isPublic(address: Address): boolean {
  if (address instanceof ipaddr.IPv4) {
    return address.range() === 'unicast' && !IPV4_DENIED.some((cidr) => within(address, cidr));
  }
  if (within(address, NAT64))
    return isPublic(new ipaddr.IPv4(address.toByteArray().slice(NAT64_PREFIX_BYTES)));
  return within(address, IPV6_PUBLIC) && !IPV6_DENIED.some((cidr) => within(address, cidr));
}

function isAllowedPrivate(address: Address, port: number, policy: AddressPolicy): boolean {
  return policy.allowedPrivateHosts.some(
    (rule) => (rule.port === null || rule.port === port) && within(address, rule.cidr),
  );
}

/** Whether a host without brackets is an address itself. */
export function isLiteralHost(host: string): boolean {
  return parseAddress(host) !== null;
}

/**
 * Whether a connection is one to this application's own place: asked for beside {@link judgeAddress}, as that sees
 * addresses only. Another name for the same address is not it, so nothing that a resolver says can lead here.
 */
export function isOwnPlace(
  target: { protocol: string; hostname: string; port: number },
  { own }: AddressPolicy,
): boolean {
  return !!own && target.protocol === 'http:' && target.hostname === own.hostname && target.port === own.port;
}

/** Whether a URL is one of this application's own test addresses, to the letter. */
function isOwnTestAddress(url: URL, policy: AddressPolicy): boolean {
  const target = { protocol: url.protocol, hostname: hostOf(url), port: portOf(url) };
  return isOwnPlace(target, policy) && url.search === '' && (policy.own?.path.test(url.pathname) ?? false);
}

/** The port that a URL leads to, its scheme's own included. */
export function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}

/** The host of a URL without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}

/**
 * Whether a connection may be made to `ip`; asked for every address that a name resolves to and for every literal, at
 * the moment of connecting. `protocol` is the URL's: plain http goes to allowed private hosts only.
 * An IPv4 address in IPv6 clothes (mapped, compatible, 6to4) is not judged by the address inside but refused, unless the
 * operator allowed its range as written. Those of DNS64 are public where the address inside is; a private one is not let
 * through by a rule for IPv4.
 */
export function judgeAddress(
  ip: string,
  port: number,
  protocol: string,
  policy: AddressPolicy,
): { ok: true } | { ok: false } {
  const address = parseAddress(ip);
  if (address === null) return { ok: false };
  if (isAllowedPrivate(address, port, policy)) return { ok: true };
  return { ok: protocol === 'https:' && isPublic(address) };
}

/**
 * Judges a webhook's URL as far as can be known without resolving a name; asked when it is saved and again before
 * each attempt. URL's own parser has by then turned decimal, octal, hexadecimal, short and full-width hosts into the
 * address that they mean.
 */
export function judgeUrl(text: string, policy: AddressPolicy): UrlJudgement {
  if (!URL.canParse(text)) return { ok: false, reason: 'url_invalid' };
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { ok: false, reason: 'url_https' };
  if (url.username !== '' || url.password !== '') return { ok: false, reason: 'url_userinfo' };
  if (isOwnTestAddress(url, policy)) return { ok: true, url };

  const port = portOf(url);
  const host = hostOf(url).replace(/\.$/, '');
  if (host === '') return { ok: false, reason: 'url_invalid' };
  const literal = parseAddress(host);
  const addresses = isLocalhost(host) ? LOCALHOST_ADDRESSES : literal ? [host] : [];
  const allowed = addresses.some((address) => judgeAddress(address, port, url.protocol, policy).ok);
  if (addresses.length > 0 && !allowed) {
    // What is wrong with a public address over http is the http.
    const publicButHttp = literal !== null && isPublic(literal) && url.protocol === 'http:';
    return { ok: false, reason: publicButHttp ? 'url_https' : 'url_private' };
  }
  if (addresses.length === 0 && url.protocol === 'http:') return { ok: false, reason: 'url_https' };

  const allowedByRule = addresses.some((address) => {
    const parsed = parseAddress(address);
    return parsed !== null && isAllowedPrivate(parsed, port, policy);
  });
  if (!allowedByRule && policy.allowedPorts !== null && !policy.allowedPorts.includes(port))
    return { ok: false, reason: 'url_port' };
  if (BAD_PORTS.has(port)) return { ok: false, reason: 'url_port' };
  return { ok: true, url };
}
