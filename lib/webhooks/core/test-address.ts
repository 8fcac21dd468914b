import { hostOf, isLiteralHost, isLocalhost, type OwnAddress, portOf } from './address-policy';

/** Below which path of this application its own receivers are; behind it stands a token. */
export const TEST_ADDRESS_PATH = '/api/test-address/';

/** What arrived is kept for so long, and no more than so many of it. */
export const TEST_MESSAGES_HOURS = 24;
export const TEST_MESSAGES_MAX = 50;
/** Of a body, in bytes of UTF-8. */
export const TEST_BODY_KEPT_MAX = 65_536;

/** Whether the signature of what arrived is that of the webhook whose delivery it names. */
export const TEST_SIGNATURES = ['right', 'wrong', 'absent', 'unknown'] as const;
export type TestSignature = (typeof TEST_SIGNATURES)[number];

/** The test address of this token, where `origin` is the application's own. */
export function testAddressUrl(origin: string, token: string): string {
  return `${origin}${TEST_ADDRESS_PATH}${token}`;
}

/**
 * The application's own place, as far as the address policy has to make an exception for it: plain http at a literal
 * address or at `localhost`, neither of which asks a resolver. Elsewhere the test address is judged like any other.
 * @param origin where people open the application, as in `http://127.0.0.1:3000`
 */
export function ownAddress(origin: string | undefined): OwnAddress | null {
  if (!origin || !URL.canParse(origin)) return null;
  const url = new URL(origin);
  const host = hostOf(url);
  if (url.protocol !== 'http:' || !(isLocalhost(host) || isLiteralHost(host))) return null;
  return { hostname: host, port: portOf(url), path: new RegExp(`^${TEST_ADDRESS_PATH}[A-Za-z0-9_-]{43}$`) };
}

/** Headers of a notification, all that is kept of a request's: what else a caller sends may be a secret of his. */
const KEPT_HEADERS =
  /^(?:content-type|user-agent|x-voki-(?:signature|signature-next|event|delivery|attempt|test)|webhook-(?:id|timestamp|signature))$/;
const HEADERS_MAX = 20;
const HEADER_VALUE_MAX = 512;

/** `headers` as far as they are kept, their values cut. */
export function keptHeaders(headers: Iterable<[string, string]>): Record<string, string> {
  return Object.fromEntries(
    [...headers]
      .filter(([name]) => KEPT_HEADERS.test(name))
      .slice(0, HEADERS_MAX)
      .map(([name, value]) => [name, value.slice(0, HEADER_VALUE_MAX)]),
  );
}
