import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Env, env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/log';
import type { AddressPolicy } from '@/lib/webhooks/core/address-policy';
import { deleteOldJobs } from '@/lib/webhooks/data/jobs';
import { databaseTime, discardTest, releaseLeases, renewLeases } from '@/lib/webhooks/data/lease';
import type { LeasedDelivery } from '@/lib/webhooks/data/leased-delivery';
import type { NewEvent, Published } from '@/lib/webhooks/data/publish';
import { type AlertOptions, Alerts } from './alerts';
import { Attempts, type EndedAttempt } from './attempt';
import { DatabaseClock } from './database-clock';
import { HttpClient } from './http-client';
import { watchIncidents } from './incidents';
import { advanceJobs } from './jobs';
import { finishErasures } from './late-answers';
import type { Lookup } from './name-lookup';
import { UnsentError } from './no-room';
import { Periodic } from './periodic';
import { addressPolicy } from './policy';
import { Publisher } from './publish';
import { type RetentionOptions, retention } from './retention';
import { SigningSecrets } from './secrets';
import { rotationOf, Settlements } from './settle';
import { Worker, type WorkerHealth } from './worker';

/** Contract: leases of killed workers end after 60 s. Longer only where an attempt itself may take nearly that long. */
const LEASE_MS = 60_000;
const LEASE_MARGIN_MS = 20_000;
/** Contract: on SIGTERM attempts get so long to end before their leases are given back. */
const DRAIN_MS = 25_000;

/** How soon an incident shows, a job goes on, and an erasure that was left is found. */
const INCIDENTS_MS = 2000;
const JOBS_MS = 500;
const ERASURES_MS = 2000;
/** Far more often than a lease ends. What has been sent or written for so long is no longer a matter of a moment. */
const RENEWALS_MS = 5000;
const RENEW_AFTER_MS = 10_000;
/** Whoever waits for an attempt waits so long for it to be recorded; that itself goes on. */
const RECORD_MS = 30_000;
/** What could not be sent for a reason of ours may be asked for again so soon. */
const UNSENT_RETRY_SECONDS = 5;
const ALERTS_MS = 5000;
/** What a job was is told for a quarter of an hour; the audit trail knows of it for good. */
const OLD_JOBS_MS = 3_600_000;
const OLD_JOBS_DAYS = 7;

export interface EngineOptions {
  policy: AddressPolicy;
  /** DELIVERY_TIMEOUT_MS. */
  timeoutMs: number;
  /** DELIVERY_RETRY_SCHEDULE, in seconds. */
  schedule: readonly number[];
  /** DELIVERY_CONCURRENCY and DELIVERY_ENDPOINT_CONCURRENCY. */
  concurrency: number;
  webhookConcurrency: number;
  /** For the jitter of retries: numbers from 0 up to 1. */
  random: () => number;
  /** Absent: this process removes nothing. */
  retention?: RetentionOptions;
  /** DELIVERY_PROXY_URL. */
  proxy?: URL;
  /** Whether incidents are watched, jobs on many deliveries done and erasures finished beside; off for tests that are about none. */
  background?: boolean;
  /** Absent: this process writes no mails. */
  alerts?: AlertOptions;
  /** Resolver and trusted authorities, for tests; the system's otherwise. */
  lookup?: Lookup;
  ca?: string;
}

/**
 * The delivery engine of a process: publish → claim → attempt → settle. Publishing and single attempts (tests, resends)
 * work without the worker; the queue needs it in this or another process.
 */
export class Engine {
  readonly leaseMs: number;
  private readonly clock: DatabaseClock;
  private readonly http: HttpClient;
  private readonly attempts: Attempts;
  private readonly settlements: Settlements;
  private readonly worker: Worker;
  private readonly publisher: Publisher;
  private readonly renewals: Periodic;
  private readonly background: Periodic[];
  private readonly alerts: Alerts | null;
  /** Attempts that somebody waits for. */
  private readonly requested = new Set<Promise<unknown>>();

  constructor(options: EngineOptions) {
    this.leaseMs = Math.max(LEASE_MS, options.timeoutMs + LEASE_MARGIN_MS);
    this.http = new HttpClient(options);
    this.clock = new DatabaseClock(this.leaseMs, databaseTime);
    this.attempts = new Attempts(this.http, new SigningSecrets(), options.policy, this.clock);
    this.settlements = new Settlements(options);
    const { leaseMs, clock } = this;
    this.worker = new Worker(this.attempts, this.settlements, { ...options, leaseMs, clock });
    this.renewals = new Periodic('leases', RENEWALS_MS, () => this.renew());
    this.publisher = new Publisher(this.worker);
    this.background = options.background
      ? [
          new Periodic('incidents', INCIDENTS_MS, watchIncidents),
          new Periodic('jobs', JOBS_MS, advanceJobs),
          new Periodic('erasures', ERASURES_MS, finishErasures),
          new Periodic('old jobs', OLD_JOBS_MS, () => deleteOldJobs(OLD_JOBS_DAYS)),
        ]
      : [];
    if (options.retention) this.background.push(retention(options.retention));
    this.alerts = options.alerts ? new Alerts(options.alerts) : null;
    const { alerts } = this;
    if (alerts) this.background.push(new Periodic('alerts', ALERTS_MS, (stopped) => alerts.run(stopped)));
  }

  /** Begins to send what is due, and to remove what is old. */
  start(): void {
    this.worker.start();
    this.renewals.start();
    for (const work of this.background) work.start();
  }

  /** Claims nothing more, drains up to `drainMs`, gives the remaining leases back and closes idle connections. */
  async stop(drainMs = DRAIN_MS): Promise<void> {
    const requested = Promise.allSettled(this.requested);
    await Promise.all([
      this.worker.stop(drainMs),
      this.renewals.stop(),
      Promise.race([
        Promise.all([requested, ...this.background.map((work) => work.stop())]),
        // A mail server may take its time, as may a receiver.
        delay(drainMs, undefined, { ref: false }),
      ]),
    ]);
    await Promise.race([this.settlements.stop(), delay(drainMs, undefined, { ref: false })]);
    this.alerts?.close();
    this.http.close();
  }

  /** While this process lives and knows of a delivery that it has begun, nobody else is to send it. */
  private async renew(): Promise<void> {
    const late = [this.attempts, this.settlements].flatMap((stage) => stage.lateLeases(RENEW_AFTER_MS));
    if (late.length > 0) await renewLeases([...new Set(late)], this.leaseMs);
  }

  /** What time it is for the database, as far as this process knows. */
  date(): Date {
    return this.clock.date();
  }

  /** Resolves once the event and its deliveries are durable. Rejects when the database is away. */
  publish(event: NewEvent): Promise<Published> {
    // Only a process without a worker has to be reminded; when the database is away, publishing itself says so.
    this.clock.askIfUnknown().catch(() => undefined);
    return this.publisher.publish(event);
  }

  /** A lease for one delivery that is to be sent at once. */
  newLease(): { token: string; ms: number } {
    return { token: randomUUID(), ms: this.leaseMs };
  }

  /**
   * Attempts one leased delivery now and resolves when its result is durable, with it and with whether the receiver may
   * have another secret than the one that led, which is then worth another attempt at once.
   * @throws AppError `unavailable` when it was not sent for a reason of ours, or could not be recorded for long
   */
  async attempt(delivery: LeasedDelivery): Promise<{ triesOther: boolean }> {
    this.renewals.start();
    const attempting = this.run(delivery);
    const ending = attempting.then((ended) => {
      // Only now, as nothing would take it back where there is no result.
      this.settlements.expect(delivery.leaseToken, 1);
      return this.settlements.settle(delivery, ended);
    });
    this.requested.add(ending);
    const recorded = ending.finally(() => this.requested.delete(ending));
    const late = attempting.then(() => delay(RECORD_MS, 'late' as const, { ref: false }));
    if ((await Promise.race([recorded, late])) === 'late')
      throw new AppError('unavailable', { retryAfterSeconds: RECORD_MS / 1000 });
    return rotationOf(await attempting);
  }

  /** What could not be sent can be asked for again at once, unless the database is away: then its lease has to end. */
  private async run(delivery: LeasedDelivery): Promise<EndedAttempt> {
    try {
      await this.clock.askIfUnknown();
      return await this.attempts.run(delivery);
    } catch (error) {
      const putBack = delivery.test ? discardTest(delivery) : releaseLeases([delivery]);
      await putBack.catch(() => undefined);
      if (!(error instanceof UnsentError)) throw error;
      throw new AppError('unavailable', { key: 'not_sent', retryAfterSeconds: UNSENT_RETRY_SECONDS });
    }
  }

  health(): WorkerHealth {
    return this.worker.health();
  }
}

const holder = globalThis as typeof globalThis & { __vokiEngine?: Engine };

/** The process's one engine. It hangs on globalThis, as Next bundles instrumentation and route handlers apart. */
export function engine(): Engine {
  holder.__vokiEngine ??= engineFromEnvironment();
  return holder.__vokiEngine;
}

function engineFromEnvironment(): Engine {
  const settings = env();
  tellReach(settings);
  const mail = mailSettings();
  return new Engine({
    policy: addressPolicy(),
    ...(settings.DELIVERY_PROXY_URL !== undefined && { proxy: new URL(settings.DELIVERY_PROXY_URL) }),
    timeoutMs: settings.DELIVERY_TIMEOUT_MS,
    schedule: settings.DELIVERY_RETRY_SCHEDULE,
    concurrency: settings.DELIVERY_CONCURRENCY,
    webhookConcurrency: settings.DELIVERY_ENDPOINT_CONCURRENCY,
    random: Math.random,
    retention: {
      payloadDays: settings.RETENTION_PAYLOAD_DAYS,
      historyDays: settings.RETENTION_HISTORY_DAYS,
    },
    background: true,
    ...(mail && { alerts: { ...mail, timeoutMs: settings.DELIVERY_TIMEOUT_MS } }),
  });
}

/** Says once a process where deliveries may go beyond the public internet, and by which way, as both are easily forgotten. */
function tellReach({ DELIVERY_ALLOWED_PRIVATE_HOSTS: rules, DELIVERY_PROXY_URL: proxy }: Env): void {
  const allowed = rules.map(({ cidr, port }) => (port === null ? cidr : `${cidr} port ${port}`));
  if (allowed.length > 0) log.warn({ allowed }, 'deliveries may reach private addresses');
  // Without its password.
  if (proxy !== undefined)
    log.info(
      { proxy: new URL(proxy).host },
      'deliveries go by the egress proxy, which judges names in our place',
    );
}

function mailSettings(): Omit<AlertOptions, 'timeoutMs'> | null {
  const { SMTP_URL, MAIL_FROM, AUTH_URL, HOST, PORT } = env();
  if (!SMTP_URL || !MAIL_FROM) return null;
  return { smtpUrl: SMTP_URL, from: MAIL_FROM, panelUrl: AUTH_URL ?? `http://${HOST}:${PORT}` };
}
