import { constants } from 'node:crypto';
import type { LookupAddress } from 'node:dns';
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
import { openTunnel, TunnelError, UnwantedError } from './egress-proxy';
import { type Lookup, NameLookup } from './name-lookup';
import { isNoRoom, lacksDescriptors, NoRoomError } from './no-room';
import { reach, UnreachableError } from './reach';

const DNS_MS = 3000;
const CONNECT_MS = 5000;

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

export interface GuardOptions {
  policy: AddressPolicy;
  /** {@link NameLookup} unless a test brings its own. */
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

/**
 * How a secret may be agreed on: by curves, or by the receiver's RSA key. Over a prime of its choice a receiver could
 * hold this thread for 0.6 seconds with each connection (DHE of 9,984 bits; 0.14 for ffdhe8192 of TLS 1.3), and browsers
 * have not offered DHE for years.
 */
const CIPHERS = `${tls.DEFAULT_CIPHERS}:!DHE`;
const CURVES = 'X25519:P-256:X448:P-521:P-384';

/** Bytes in so many milliseconds that a connection may get beyond what it carries. */
const TLS_OVERHEAD_MAX = 256 * 1024;
const TLS_WATCH_MS = 500;

const dnsDeadlines = new Deadlines(DNS_MS);
const connectDeadlines = new Deadlines(CONNECT_MS);

/**
 * Opens connections to judged addresses only: a name is resolved here, each address is judged, and the socket goes to
 * what was judged, so that no second resolution can lead elsewhere. Literals are judged alike. With an egress proxy
 * only literals can be judged here; where a name leads, the proxy decides.
 */
export class GuardedConnect {
  private readonly context: tls.SecureContext;
  private readonly lookup: Lookup;

  constructor(private readonly options: GuardOptions) {
    // What name servers do not know is a place of the operator's, and reached only where that is allowed.
    const local = options.policy.allowedPrivateHosts.length > 0;
    this.lookup = options.lookup ?? new NameLookup({ local }).lookup;
    this.context = tls.createSecureContext({
      minVersion: 'TLSv1.2',
      ciphers: CIPHERS,
      ecdhCurve: CURVES,
      // Each one costs as much as a handshake, and a receiver may ask for as many as it likes.
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
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
    const addresses = await this.judged(target, trace);
    if (proxy) return throughProxy(proxy);
    return establish((track) => this.establish(target, addresses, trace, track), unwanted);
  }

  /** The addresses that a connection may go to. Throws {@link ConnectError} when one of them may not be reached. */
  private async judged(target: ConnectTarget, trace: ConnectTrace): Promise<LookupAddress[]> {
    const resolved = await this.resolve(target.hostname, trace);
    if (resolved.length === 0) throw new ConnectError('dns');
    // Our own place is a literal or `localhost`; which of its paths may be posted to was judged with the URL.
    const own = isOwnPlace(target, this.options.policy);
    const addresses = resolved.filter(
      ({ address }) => own || judgeAddress(address, target.port, target.protocol, this.options.policy).ok,
    );
    // A name that also leads somewhere private is refused whole: an honest one has no reason to. `localhost` alone
    // means two addresses by itself, and is reached through the one that the operator allowed.
    const enough = isLocalhost(target.hostname) ? 1 : resolved.length;
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
    try {
      return await new Promise((resolve, reject) => {
        const deadline = dnsDeadlines.start({ expire: () => reject(new ConnectError('dns')) });
        this.lookup(hostname, { all: true }, (error, addresses) => {
          dnsDeadlines.cancel(deadline);
          if (error)
            reject(isNoRoom(error) || lacksDescriptors() ? new NoRoomError() : new ConnectError('dns'));
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
    const { socket, address } = await reach(addresses, target.port, track).catch((error: unknown) => {
      if (!(error instanceof UnreachableError)) throw error;
      throw error.isNoRoom ? new NoRoomError() : new ConnectError(connectFailure(error.codes));
    });
    trace.connect = performance.now() - started;
    // The socket is not asked: it would keep the answer, and then not tell any more when there is nobody at the other end.
    trace.remoteAddress = address;
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
    const begun = performance.now();
    // A final dot belongs to no name in a certificate, and to none in the greeting (RFC 6066, section 3).
    const servername = target.hostname.replace(/\.$/, '');
    const secure = tls.connect({
      socket,
      secureContext: this.context,
      ALPNProtocols: ['http/1.1'],
      // A literal has no server name to send; Node then checks the certificate against `host`.
      host: target.hostname,
      ...(net.isIP(servername) === 0 && { servername }),
    });
    track(secure);
    await handshaken(secure);
    trace.tls = performance.now() - begun;
    boundOverhead(socket, secure);
    return secure;
  }
}

/**
 * Ends a connection on which far more comes than it carries: tickets and new keys, which a receiver may send without end,
 * are read by TLS itself, and no bound but the deadline of the attempt would stop them: ten megabytes of tickets a second
 * take two thirds of a processor, one of new keys a third. The most that is read of an answer has less in records of five bytes.
 */
function boundOverhead(socket: net.Socket, secure: tls.TLSSocket): void {
  const overhead = () => socket.bytesRead - secure.bytesRead;
  let before = overhead();
  const watch = setInterval(() => {
    if (overhead() - before > TLS_OVERHEAD_MAX)
      secure.destroy(Object.assign(new Error('nothing but TLS'), { code: 'EPROTO' }));
    before = overhead();
  }, TLS_WATCH_MS).unref();
  secure.once('close', () => clearInterval(watch));
}

/** Runs `open` under the connect deadline, or until it is unwanted, and leaves no socket behind when it fails. */
async function establish(
  open: (track: (socket: Duplex) => void) => Promise<net.Socket>,
  unwanted: AbortSignal,
): Promise<net.Socket> {
  if (unwanted.aborted) throw new ConnectError('timeout');
  const sockets: Duplex[] = [];
  let over = false;
  const discard = (socket: Duplex) => socket.on('error', () => {}).destroy(new UnwantedError());
  let expire: (error: ConnectError) => void = () => {};
  const late = new Promise<never>((_, reject) => {
    expire = reject;
  });
  const deadline = connectDeadlines.start({ expire: () => expire(new ConnectError('connect_timeout')) });
  const giveUp = () => expire(new ConnectError('timeout'));
  unwanted.addEventListener('abort', giveUp);
  try {
    return await Promise.race([
      open((socket) => {
        if (over) discard(socket);
        else sockets.push(socket);
      }),
      late,
    ]);
  } catch (error) {
    over = true;
    sockets.reverse().forEach(discard);
    throw error;
  } finally {
    unwanted.removeEventListener('abort', giveUp);
    connectDeadlines.cancel(deadline);
  }
}

/** Resolves when the handshake is over and the certificate is right. */
function handshaken(socket: tls.TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      reject(isNoRoom(error) ? new NoRoomError() : new ConnectError(tlsFailure(error)));
    const closed = () => fail(new Error('closed'));
    socket
      .once('error', fail)
      .once('close', closed)
      .once('secureConnect', () => {
        socket.off('error', fail).off('close', closed);
        resolve();
      });
  });
}

function connectFailure(codes: readonly (string | undefined)[]): FailureCode {
  if (codes.includes('ECONNREFUSED')) return 'connect_refused';
  if (codes.includes('ECONNRESET')) return 'reset';
  // No route, network down, or no answer within the system's own patience.
  return 'connect_timeout';
}

function tlsFailure(error: NodeJS.ErrnoException): FailureCode {
  return TLS_CODES[error.code ?? ''] ?? 'tls';
}
