import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { log } from '@/lib/log';
import type { FailureCode } from '../core/delivery-state';
import { isNoRoom, NoRoomError } from './no-room';

/** What egress proxies say when they will not connect: smokescreen and Squid refuse with these. */
const REFUSALS = new Set([403, 407]);
const GATEWAY_TIMEOUT = 504;

/** The proxy did not connect us. */
export class TunnelError extends Error {
  override name = 'TunnelError';
  constructor(readonly failure: FailureCode) {
    super(failure);
  }
}

/** With which a socket is destroyed that nobody waits for any more. */
export class UnwantedError extends Error {
  override name = 'UnwantedError';
}

/** `host:port` as CONNECT has it. */
function authority(hostname: string, port: number): string {
  return `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
}

function credentials({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/**
 * A connection to `hostname:port` by the operator's HTTP CONNECT proxy (DELIVERY_PROXY_URL), plain http and https
 * receivers alike. Where a name leads is then for the proxy to find out and to judge.
 * @param track gets each socket as soon as it is there, to be destroyed by an UnwantedError when the attempt's time is over
 * @throws NoRoomError; TunnelError `blocked_address` when the proxy refuses, `connect_timeout` or `connect_refused` when it cannot
 */
export function openTunnel(
  proxy: URL,
  { hostname, port }: { hostname: string; port: number },
  track: (socket: Duplex) => void,
): Promise<Duplex> {
  const target = authority(hostname, port);
  return new Promise((resolve, reject) => {
    const isSecure = proxy.protocol === 'https:';
    let isReached = false;
    const request = (isSecure ? https : http).request(proxy, {
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...credentials(proxy) },
      agent: false,
    });
    request.on('socket', (socket) => {
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        isReached = true;
      });
      track(socket);
    });
    request.on('connect', (response, socket, head) => {
      const { statusCode = 0 } = response;
      if (statusCode >= 200 && statusCode < 300) {
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
        return;
      }
      socket.destroy();
      if (REFUSALS.has(statusCode)) reject(new TunnelError('blocked_address'));
      else reject(new TunnelError(statusCode === GATEWAY_TIMEOUT ? 'connect_timeout' : 'connect_refused'));
    });
    // Of the way to the proxy itself, which is ours to mend and not the receiver's.
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (isNoRoom(error)) {
        reject(new NoRoomError());
        return;
      }
      // A proxy that is there and gets no answer from a receiver in time has nothing that could be mended.
      if (!isReached || !(error instanceof UnwantedError))
        log.error(
          { reason: error.code ?? error.name },
          'the egress proxy of DELIVERY_PROXY_URL cannot be reached',
        );
      reject(new TunnelError('connect_timeout'));
    });
    request.end();
  });
}
