import type { IncomingMessage } from 'node:http';

/** Scheme, authority, and what is asked of it. A fragment is no part of a request. */
const ABSOLUTE = /^https?:\/\/([^/?#]+)([^#]*)$/i;

/**
 * A request may name the whole URL, as to a proxy, and every server has to take that (RFC 9112, 3.2.2). From here on it
 * is as if path and query had been asked for alone, of the host that the URL names and not of the Host beside it. What
 * is no such URL stays as it is.
 */
export function toOriginForm(request: IncomingMessage): void {
  const { url = '' } = request;
  if (url.startsWith('/')) return;
  const [, authority, asked = ''] = ABSOLUTE.exec(url) ?? [];
  // Credentials in front of a host are there to deceive (RFC 9110, 4.2.4).
  if (authority === undefined || authority.includes('@') || !URL.canParse(`http://${authority}`)) return;
  request.url = asked.startsWith('/') ? asked : `/${asked}`;
  request.headers.host = authority;
}
