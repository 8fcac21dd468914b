import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import {
  type AddressPolicy,
  isLocalhost,
  isOwnPlace,
  judgeAddress,
  LOCALHOST_ADDRESSES,
} from '../core/address-policy';
import type { FailureCode } from '../core/delivery-state';
import { Deadlines } from './deadlines';
import { openTunnel, TunnelError } from './egress-proxy';
import { isNoRoom, NoRoomError } from './no-room';

const DNS_MS = 3000;
const CONNECT_MS = 5000;
/** When a name has several addresses: how long one may take before the next is tried. */
const ADDRESS_MS = 1000;
/** Of the addresses of a name; a receiver with more is reached through its first ones. */
const ADDRESSES_MAX = 4;

/** Where to. `hostname` is a name or an address without brackets. */
export interface ConnectTarget {
  protocol: string;
  hostname: string;
  port: number;
}

/** What an attempt learns about the connection that it opened; durations in milliseconds. */
export interface ConnectTrace {
  dns: number | null;
  connect: number | null;
  tls: number | null;
  remoteAddress: string | null;
}

/** A connection that did not come about. */
export class ConnectError extends Error {
  override name = 'ConnectError';
  constructor(readonly failure: FailureCode) {
    super(failure);
  }
}

export type Lookup = (
  hostname: string,
  options: { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface GuardOptions {
  policy: AddressPolicy;
  /** The system's resolver unless a test brings its own. */
  lookup?: Lookup;
  /** An HTTP CONNECT proxy by which every connection goes; it, and no longer we, resolves and judges names. */
  proxy?: URL;
  /** Certificates of authorities to trust instead of the system's; NODE_EXTRA_CA_CERTS adds to those. */
  ca?: string;
}

/** Errors of OpenSSL and Node about the other side's certificate. */
const TLS_CODES: Record<string, FailureCode> = {
  CERT_HAS_EXPIRED: 'tls_expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls_self_signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls_self_signed',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls_wrong_name',
};

const dnsDeadlines = new Deadlines(DNS_MS);
const connectDeadlines = new Deadlines(CONNECT_MS);

/**
 * Opens connections to judged addresses only: a name is resolved here, each address is judged, and the socket goes to
 * what was judged, so that no second resolution can lead elsewhere. Literals are judged alike. With an egress proxy
 * only literals can be judged here; where a name leads, the proxy decides.
 */
export class GuardedConnect {
  private readonly context: tls.SecureContext;

  constructor(private readonly options: GuardOptions) {
    this.context = tls.createSecureContext({
      minVersion: 'TLSv1.2',
      ...(options.ca !== undefined && { ca: options.ca }),
    });
  }

  /**
   * A connected socket, TLS included for https; fills `trace` on the way. Throws {@link ConnectError}, {@link NoRoomError}.
   * @param unwanted whoever asked for it waits no more: what is half open is closed
   */
  async open(target: ConnectTarget, trace: ConnectTrace, unwanted: AbortSignal): Promise<net.Socket> {
    // A kept connection that has closed opens anew, and what it learned before is over.
    trace.remoteAddress = null;
    // Our own place is not for a proxy to reach.
    const proxy = isOwnPlace(target, this.options.policy) ? undefined : this.options.proxy;
    const isName = net.isIP(target.hostname) === 0 && !isLocalhost(target.hostname);
    // A name is for the proxy to resolve: asking here as well would only prove what our own resolver says.
    const throughProxy = (to: URL) =>
      establish((track) => this.throughProxy(to, target, trace, track), unwanted);
    if (proxy && isName) return throughProxy(proxy);
    const addresses = (await this.judged(target, trace)).slice(0, ADDRESSES_MAX);
    if (proxy) return throughProxy(proxy);
    return establish((track) => this.establish(target, addresses, trace, track), unwanted);
  }

  /** The addresses that a connection may go to. Throws {@link ConnectError} when one of them may not be reached. */
  private async judged(target: ConnectTarget, trace: ConnectTrace): Promise<LookupAddress[]> {
    const resolved = await this.resolve(target.hostname, trace);
    // Our own place is a literal or `localhost`; which of its paths may be posted to was judged with the URL.
    const own = isOwnPlace(target, this.options.policy);
    const addresses = resolved.filter(
      ({ address }) => own || judgeAddress(address, target.port, target.protocol, this.options.policy).ok,
    );
    // A name that also leads somewhere private is refused whole: an honest one has no reason to. `localhost` alone
    // means two addresses by itself, and is reached through the one that the operator allowed.
    const enough = isLocalhost(target.hostname) ? 1 : Math.max(resolved.length, 1);
    if (addresses.length < enough) throw new ConnectError('blocked_address');
    return addresses;
  }

  private async throughProxy(
    proxy: URL,
    target: ConnectTarget,
    trace: ConnectTrace,
    track: (socket: Duplex) => void,
  ): Promise<net.Socket> {
    const started = performance.now();
    const socket = await openTunnel(proxy, target, track).catch((error: unknown) => {
      throw error instanceof TunnelError ? new ConnectError(error.failure) : error;
    });
    trace.connect = performance.now() - started;
    // The address of the socket is the proxy's, and that is nobody's business.
    return this.secured(socket as net.Socket, target, trace, track);
  }

  private async resolve(hostname: string, trace: ConnectTrace): Promise<LookupAddress[]> {
    const family = net.isIP(hostname);
    if (family !== 0) return [{ address: hostname, family }];
    // RFC 6761: loopback, whatever a resolver says.
    if (isLocalhost(hostname))
      return LOCALHOST_ADDRESSES.map((address) => ({ address, family: net.isIP(address) }));
    const started = performance.now();
    const lookup = this.options.lookup ?? (systemLookup as Lookup);
    try {
      return await new Promise((resolve, reject) => {
        const deadline = dnsDeadlines.start({ expire: () => reject(new ConnectError('dns')) });
        lookup(hostname, { all: true }, (error, addresses) => {
          dnsDeadlines.cancel(deadline);
          if (error) reject(isNoRoom(error) ? new NoRoomError() : new ConnectError('dns'));
          else resolve(addresses);
        });
      });
    } finally {
      trace.dns = performance.now() - started;
    }
  }

  private async establish(
    target: ConnectTarget,
    addresses: LookupAddress[],
    trace: ConnectTrace,
    track: (socket: Duplex) => void,
  ): Promise<net.Socket> {
    const started = performance.now();
    const socket = net.connect({
      host: target.hostname,
      port: target.port,
      noDelay: true,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: ADDRESS_MS,
      // The judged addresses are all that there is to choose from; Node does not ask for literals. Not at once: the
      // first attempt would be over before anybody listens.
      lookup: (_hostname, _options, callback) => process.nextTick(callback, null, addresses),
    });
    track(socket);
    // One is given up before the next is tried. The socket itself is not asked: it would keep the answer, and then not
    // tell any more when there is nobody at the other end.
    let tried: string | null = null;
    socket.on('connectionAttempt', (address) => {
      tried = address;
    });
    await event(socket, 'connect', connectFailure);
    trace.connect = performance.now() - started;
    trace.remoteAddress = tried;
    return this.secured(socket, target, trace, track);
  }

  /** `socket` itself for plain http, else TLS over it. */
  private async secured(
    socket: net.Socket,
    target: ConnectTarget,
    trace: ConnectTrace,
    track: (socket: Duplex) => void,
  ): Promise<net.Socket> {
    if (target.protocol !== 'https:') return socket;
    const handshake = performance.now();
    const secure = tls.connect({
      socket,
      secureContext: this.context,
      ALPNProtocols: ['http/1.1'],
      // A literal has no server name to send; Node then checks the certificate against `host`.
      host: target.hostname,
      ...(net.isIP(target.hostname) === 0 && { servername: target.hostname }),
    });
    track(secure);
    await event(secure, 'secureConnect', tlsFailure);
    trace.tls = performance.now() - handshake;
    return secure;
  }
}

/** Runs `open` under the connect deadline, or until it is unwanted, and leaves no socket behind when it fails. */
async function establish(
  open: (track: (socket: Duplex) => void) => Promise<net.Socket>,
  unwanted: AbortSignal,
): Promise<net.Socket> {
  if (unwanted.aborted) throw new ConnectError('timeout');
  const sockets: Duplex[] = [];
  let expire: (error: ConnectError) => void = () => {};
  const late = new Promise<never>((_, reject) => {
    expire = reject;
  });
  const deadline = connectDeadlines.start({ expire: () => expire(new ConnectError('connect_timeout')) });
  const giveUp = () => expire(new ConnectError('timeout'));
  unwanted.addEventListener('abort', giveUp);
  try {
    return await Promise.race([open((socket) => sockets.push(socket)), late]);
  } catch (error) {
    for (const socket of sockets.reverse()) socket.on('error', () => {}).destroy();
    throw error;
  } finally {
    unwanted.removeEventListener('abort', giveUp);
    connectDeadlines.cancel(deadline);
  }
}

function event(
  socket: net.Socket,
  name: 'connect' | 'secureConnect',
  failure: (error: NodeJS.ErrnoException) => FailureCode,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      socket.off(name, succeed).off('error', fail).off('close', closed);
    };
    const succeed = () => {
      done();
      resolve();
    };
    const fail = (error: NodeJS.ErrnoException) => {
      done();
      reject(isNoRoom(error) ? new NoRoomError() : new ConnectError(failure(error)));
    };
    const closed = () => fail(new Error('closed'));
    socket.on(name, succeed).on('error', fail).on('close', closed);
  });
}

function connectFailure(error: NodeJS.ErrnoException): FailureCode {
  // Of several addresses each has its own error; Node gathers them.
  const codes = error instanceof AggregateError ? error.errors.map((one) => one.code) : [error.code];
  if (codes.includes('ECONNREFUSED')) return 'connect_refused';
  if (codes.includes('ECONNRESET')) return 'reset';
  // No route, network down, or no answer within the system's own patience.
  return 'connect_timeout';
}

function tlsFailure(error: NodeJS.ErrnoException): FailureCode {
  return TLS_CODES[error.code ?? ''] ?? 'tls';
}
