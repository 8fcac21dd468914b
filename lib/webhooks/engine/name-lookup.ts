import type { LookupAddress } from 'node:dns';
import { NODATA, NOTFOUND, Resolver, lookup as systemLookup } from 'node:dns/promises';
import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { parseHosts } from '../core/hosts-file';

/** How long one resolver is used: which name servers there are may change while the process runs. */
const RESOLVER_MS = 10_000;
/** A question that gets no answer is repeated, each time with more patience. */
const QUESTION_MS = 1000;
const QUESTIONS = 4;
/** How long the other family may take once one has answered: some name servers never answer for IPv6. */
const OTHER_FAMILY_MS = 500;
/** Whoever waited longer for the system has given up. */
const SYSTEM_WAIT_MS = 3000;

const HOSTS_FILE = process.platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';

export type Lookup = (
  hostname: string,
  options: { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface NameLookupOptions {
  /** Whether the system is asked for what name servers do not know: search domains, mDNS and their like. */
  local: boolean;
  /** Name servers, and the list of names; the system's own otherwise. */
  servers?: readonly string[];
  hostsFile?: string;
}

/**
 * Finds receivers by asking name servers from here. getaddrinfo, which is what `dns.lookup` calls, holds a thread until
 * it knows, and of those there are two for a whole process: two names whose servers never answer would keep every
 * other receiver from being found.
 */
export class NameLookup {
  private resolver: Resolver | null = null;
  private resolverSince = 0;
  private hosts = new Map<string, string[]>();
  private hostsChangedAt = 0;
  /** Settles with the last question to the system: one at a time, so that it holds one thread at most. */
  private asked: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: NameLookupOptions) {}

  /** In the form of `dns.lookup`. */
  readonly lookup: Lookup = (hostname, _options, callback) => {
    this.addresses(hostname).then(
      (addresses) => callback(null, addresses),
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };

  private async addresses(hostname: string): Promise<LookupAddress[]> {
    const written = this.currentHosts().get(hostname.replace(/\.$/, ''));
    if (written) return written.map(withFamily);
    try {
      return (await ask(this.currentResolver(), hostname)).map(withFamily);
    } catch (error) {
      if (this.options.local && isUnknown(error)) return this.askSystem(hostname);
      throw error;
    }
  }

  private currentResolver(): Resolver {
    const now = performance.now();
    if (this.resolver && now - this.resolverSince < RESOLVER_MS) return this.resolver;
    const resolver = new Resolver({ timeout: QUESTION_MS, tries: QUESTIONS });
    if (this.options.servers) resolver.setServers(this.options.servers);
    this.resolverSince = now;
    this.resolver = resolver;
    return resolver;
  }

  /** Read without a thread too, as all of them may be waiting, and only when it has changed. */
  private currentHosts(): Map<string, string[]> {
    const file = this.options.hostsFile ?? HOSTS_FILE;
    try {
      const changedAt = statSync(file).mtimeMs;
      if (changedAt !== this.hostsChangedAt) this.hosts = parseHosts(readFileSync(file, 'utf8'));
      this.hostsChangedAt = changedAt;
    } catch (error) {
      // For want of file descriptors, say: what it said last is better than nothing.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return this.hosts;
      // There need not be one.
      this.hosts = new Map();
      this.hostsChangedAt = 0;
    }
    return this.hosts;
  }

  private askSystem(hostname: string): Promise<LookupAddress[]> {
    const since = performance.now();
    const answer = this.asked.then(() => {
      if (performance.now() - since > SYSTEM_WAIT_MS) throw new Error('nobody waits for it any more');
      return systemLookup(hostname, { all: true });
    });
    this.asked = answer.catch(() => {});
    return answer;
  }
}

/** The addresses of both families, IPv4 first. Rejects when there is none. */
async function ask(resolver: Resolver, hostname: string): Promise<string[]> {
  const families = [resolver.resolve4(hostname), resolver.resolve6(hostname)];
  await Promise.any(families);
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<string[]>((resolve) => {
    timer = setTimeout(resolve, OTHER_FAMILY_MS, []);
  });
  const found = await Promise.all(families.map((one) => Promise.race([one.catch(() => []), patience])));
  clearTimeout(timer);
  return found.flat();
}

/** What name servers say of a name that is none of theirs; one that says nothing may hold a thread as well. */
const UNKNOWN: readonly unknown[] = [NOTFOUND, NODATA];

function isUnknown(error: unknown): boolean {
  return error instanceof AggregateError && error.errors.some(({ code }) => UNKNOWN.includes(code));
}

function withFamily(address: string): LookupAddress {
  return { address, family: isIP(address) };
}
