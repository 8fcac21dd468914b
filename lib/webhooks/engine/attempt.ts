import { type AddressPolicy, judgeUrl, type UrlJudgement } from '@/lib/webhooks/core/address-policy';
import { OUTCOME_OF_CODE } from '@/lib/webhooks/core/delivery-state';
import type { AttemptResult } from '@/lib/webhooks/core/delivery-transition';
import { retryAfter } from '@/lib/webhooks/core/retry-schedule';
import { type Lead, leadOf, newestSecret, signingOrder } from '@/lib/webhooks/core/rotation';
import { signatureHeaders } from '@/lib/webhooks/core/signature';
import type { LeasedDelivery } from '@/lib/webhooks/data/leased-delivery';
import { findLastSigned } from '@/lib/webhooks/data/rotation';
import type { AttemptRecord } from '@/lib/webhooks/data/settle';
import { systemTenant } from '@/lib/webhooks/data/tenant';
import type { DatabaseClock } from './database-clock';
import type { HttpClient, HttpExchange } from './http-client';
import { UnsentError } from './no-room';
import type { SigningSecrets } from './secrets';

const USER_AGENT = 'Voki-Webhooks/1.0';
/** Judged addresses kept, so that a busy webhook's is not parsed for each delivery. */
const JUDGED_MAX = 1000;
/**
 * A lease lasts at least 20 seconds longer than an attempt's time limit, and 10 of them may be gone when that is begun
 * (`lanes.ts`); two more are for the rest of an answer. So what takes no longer than this until it is signed goes out
 * under its lease, and what takes longer may be in other hands by then.
 */
const SIGNING_MS = 4000;
/** Deliveries remembered as unsent: as many as a process can have under way in ten standstills. */
const UNSENT_MAX = 10_000;

/** An attempt that has ended, before anybody decided what follows from it. */
export interface EndedAttempt {
  record: AttemptRecord;
  result: AttemptResult;
  /** Null while one secret alone is in force. */
  signedBy: SignedBy | null;
}

/** During a rotation: which secret signed X-Voki-Signature, and which one usually does. */
export interface SignedBy {
  usual: Lead;
  ledBy: Lead;
  newestId: string;
}

/** The third stage: signs one delivery, posts it, and says how that went. Never rejects for what a receiver does. */
export class Attempts {
  private readonly judged = new Map<string, UrlJudgement>();
  /** Not sent by this process because it stood still; the next time counts. */
  private readonly unsent = new Set<string>();
  private readonly underWay = new Set<{ leaseToken: string; since: number }>();

  constructor(
    private readonly http: HttpClient,
    private readonly secrets: SigningSecrets,
    private readonly policy: AddressPolicy,
    private readonly clock: DatabaseClock,
  ) {}

  /** Rejects with SecretMissingError or UnsentError, or when the database is away before the secret is known; nothing was sent then. */
  async run(delivery: LeasedDelivery): Promise<EndedAttempt> {
    const underWay = { leaseToken: delivery.leaseToken, since: performance.now() };
    this.underWay.add(underWay);
    try {
      // Only during a rotation there is anything to decide.
      const isRotating = delivery.secretIds.length > 1;
      const signedBy = isRotating ? await leadFor(delivery) : null;
      const secretIds = isRotating ? signingOrder(delivery.secretIds) : delivery.secretIds;
      const secrets = this.secrets.known(secretIds) ?? (await this.secrets.get(secretIds));
      if (performance.now() - underWay.since > SIGNING_MS) throw new UnsentError();
      const startedAt = this.clock.date();
      const body = Buffer.from(delivery.body, 'utf8');
      const headers = requestHeaders(delivery, secrets, startedAt, body, signedBy?.ledBy);
      // Judged again, as rules and rows may have changed since it was saved.
      const judgement = this.judge(delivery.url);
      const exchange = judgement.ok
        ? await this.http.post({ url: judgement.url, headers, body })
        : blockedExchange();
      if (this.isVoid(delivery, exchange)) throw new UnsentError();
      return ended(delivery, { startedAt, endedAt: this.clock.date() }, headers, exchange, signedBy);
    } finally {
      this.underWay.delete(underWay);
    }
  }

  /** Leases of what has been under way for so many milliseconds: an attempt may get more time than it began with. */
  lateLeases(ms: number): string[] {
    const before = performance.now() - ms;
    return [...this.underWay].flatMap(({ since, leaseToken }) => (since < before ? leaseToken : []));
  }

  /**
   * Whether it is no attempt, as this process stood still before it could send. Once: a process that always does would
   * put it back for ever, and nobody would hear of it.
   */
  private isVoid({ id }: LeasedDelivery, { stoodStill }: HttpExchange): boolean {
    if (this.unsent.delete(id) || !stoodStill) return false;
    this.unsent.add(id);
    const [oldest] = this.unsent;
    if (this.unsent.size > UNSENT_MAX && oldest !== undefined) this.unsent.delete(oldest);
    return true;
  }

  private judge(url: string): UrlJudgement {
    let judgement = this.judged.get(url);
    if (!judgement) {
      judgement = judgeUrl(url, this.policy);
      if (this.judged.size >= JUDGED_MAX) this.judged.clear();
      this.judged.set(url, judgement);
    }
    return judgement;
  }
}

/** During a rotation, from the second attempt on, the last one has to be asked for. */
async function leadFor({
  organizationId,
  id,
  secretIds,
  attemptNumber,
}: LeasedDelivery): Promise<SignedBy | null> {
  const newestId = newestSecret(secretIds);
  if (newestId === undefined) return null;
  const usual: Lead = secretIds[0] === newestId ? 'new' : 'old';
  const last = attemptNumber > 1 ? await findLastSigned(systemTenant(organizationId), id) : null;
  return { usual, ledBy: leadOf(usual, last), newestId };
}

/** All that is said above a body, by which receivers know and verify it. */
export function requestHeaders(
  delivery: Pick<LeasedDelivery, 'id' | 'event' | 'attemptNumber' | 'test'>,
  secrets: readonly [string, ...string[]],
  startedAt: Date,
  body: Buffer,
  lead?: Lead,
): Record<string, string> {
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'User-Agent': USER_AGENT,
    // Answers are kept as they come; a compressed one is not inflated.
    'Accept-Encoding': 'identity',
    'X-Voki-Event': delivery.event,
    'X-Voki-Delivery': delivery.id,
    'X-Voki-Attempt': String(delivery.attemptNumber),
  };
  if (delivery.test) headers['X-Voki-Test'] = 'true';
  const attemptedAt = Math.floor(startedAt.getTime() / 1000);
  const message = { deliveryId: delivery.id, attemptedAt, body };
  return Object.assign(headers, signatureHeaders(secrets, message, lead));
}

/** No connection was made: the address is not one that we deliver to. */
function blockedExchange(): HttpExchange {
  return {
    code: 'blocked_address',
    statusCode: null,
    responseHeaders: null,
    responseBody: null,
    responseTruncated: false,
    remoteAddress: null,
    durationMs: 0,
    phases: { dns: null, connect: null, tls: null, firstByte: null },
    stoodStill: false,
  };
}

function ended(
  delivery: LeasedDelivery,
  { startedAt, endedAt }: { startedAt: Date; endedAt: Date },
  headers: Record<string, string>,
  exchange: HttpExchange,
  signedBy: SignedBy | null,
): EndedAttempt {
  const { code, statusCode, responseHeaders } = exchange;
  const record: AttemptRecord = {
    trigger: delivery.trigger,
    outcome: code === null ? 'success' : OUTCOME_OF_CODE[code],
    code,
    statusCode,
    startedAt,
    durationMs: exchange.durationMs,
    dnsMs: exchange.phases.dns,
    connectMs: exchange.phases.connect,
    tlsMs: exchange.phases.tls,
    firstByteMs: exchange.phases.firstByte,
    requestHeaders: JSON.stringify(headers),
    responseHeaders: responseHeaders && JSON.stringify(responseHeaders),
    responseBody: exchange.responseBody,
    responseTruncated: exchange.responseTruncated,
    remoteAddress: exchange.remoteAddress,
  };
  if (code === null) return { record, result: { code: null, statusCode: statusCode ?? 0 }, signedBy };
  const retryAfterMs =
    statusCode === null ? null : retryAfter(statusCode, responseHeaders?.['retry-after'], endedAt);
  return { record, result: { code, statusCode, retryAfterMs }, signedBy };
}
