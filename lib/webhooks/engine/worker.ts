import { randomUUID } from 'node:crypto';
import { isDatabaseAway } from '@/lib/database-away';
import { log, logFault } from '@/lib/log';
import { claimDeliveries, NIL_UUID } from '@/lib/webhooks/data/claim';
import { expectedOf, type HandOff } from '@/lib/webhooks/data/hand-off';
import type { LeasedDelivery } from '@/lib/webhooks/data/leased-delivery';
import { systemTenant } from '@/lib/webhooks/data/tenant';
import { pauseWebhook } from '@/lib/webhooks/data/webhook-pause';
import type { Attempts, EndedAttempt } from './attempt';
import type { DatabaseClock } from './database-clock';
import { GiveBacks } from './give-backs';
import { Lanes, type LanesOptions } from './lanes';
import { NoRoomError, UnsentError } from './no-room';
import type { DirectReceiver } from './publish';
import { QueueWatch } from './queue-watch';
import { SecretMissingError } from './secrets';
import type { Settlements } from './settle';

/** Ended attempts that wait for their commit; more than that, and nothing new is leased. */
const UNSETTLED_MAX = 2000;
/** What waits here for longer, because its webhook has become slow, goes back into the queue: far less than a lease. */
const AHEAD_STALE_MS = 5000;
/** Of one claim. */
const CLAIM_MAX = 500;
/**
 * With more than this waiting here the intake of this process waits too, so long at most: long enough that callers who
 * wait for their answers post more slowly than the queue is emptied (measured at fan-out 5: 100 was not).
 */
const HOLD_ABOVE = 1000;
const HOLD_MS = 200;
/** A secret under a key that this process does not have: so often is looked whether it is there. */
const SEALED_MS = 30_000;

export interface WorkerOptions extends LanesOptions {
  leaseMs: number;
  clock: DatabaseClock;
}

/** What a process's worker says of itself. */
export interface WorkerHealth {
  running: boolean;
  sending: number;
  /** Whether the last look into the queue succeeded, and none has been under way for long. */
  queueReachable: boolean;
}

/**
 * Takes deliveries out of the queue as room becomes free and brings them through attempt and settle. Room is refilled
 * continuously: one that hangs keeps its own place and nothing else waits for it.
 */
export class Worker implements DirectReceiver {
  private state: 'stopped' | 'running' | 'draining' = 'stopped';
  private readonly lanes: Lanes;
  private readonly queue: QueueWatch;
  private readonly sending = new Set<LeasedDelivery>();
  /** Ended attempts and leases that are being written. */
  private unsettled = 0;
  /** Statements under way that lease to this process. */
  private leasing = 0;
  private claiming = false;
  /** Somebody wants the queue looked into since a look last began with its first webhook. */
  private asked = false;
  /** The last claim did not see all webhooks. */
  private goOn = false;
  private after = NIL_UUID;
  private whenDrained: (() => void) | null = null;
  private readonly giveBacks = new GiveBacks(() => this.noteIdle());
  private readonly held: (() => void)[] = [];

  constructor(
    private readonly attempts: Attempts,
    private readonly settlements: Settlements,
    private readonly options: WorkerOptions,
  ) {
    this.lanes = new Lanes(options, () => performance.now());
    this.queue = new QueueWatch({
      clock: options.clock,
      onDue: () => void this.claim(),
      onTick: async () => {
        const stale = this.lanes.takeBack(AHEAD_STALE_MS);
        this.lanes.widen();
        this.pump();
        await this.giveBack(stale);
        await this.claim();
      },
    });
  }

  start(): void {
    if (this.state !== 'stopped') return;
    this.state = 'running';
    this.queue.start();
  }

  /** Claims nothing more, waits up to `drainMs` for what is being sent and written, then gives the remaining leases back. */
  async stop(drainMs: number): Promise<void> {
    if (this.state === 'stopped') return;
    this.state = 'draining';
    this.queue.stop();
    await this.giveBack(this.lanes.takeBack());
    if (!(await this.drained(drainMs))) {
      const left = [...this.sending];
      log.warn({ deliveries: left.length }, 'giving back what could not be sent in time');
      this.sending.clear();
      await this.giveBack(left);
    }
    await this.giveBacks.tryAgain();
    this.state = 'stopped';
  }

  health(): WorkerHealth {
    return {
      running: this.state === 'running',
      sending: this.lanes.sending + this.lanes.waiting,
      queueReachable: this.queue.reachable,
    };
  }

  isSending(): boolean {
    return this.lanes.sending > 0 || this.lanes.waiting > 0;
  }

  reserve(events: number): HandOff {
    const limit = this.takesMore() ? expectedOf(events) : 0;
    return this.reservation(limit, { fifo: true });
  }

  accept(deliveries: LeasedDelivery[], reservation: HandOff, queuedFor: readonly string[]): void {
    this.endReservation(reservation, deliveries);
    // What fitted no more is older than what comes next.
    if (this.lanes.noteBehind(queuedFor)) void this.claim();
  }

  hold(): Promise<void> | null {
    if (this.state !== 'running' || this.lanes.waiting <= HOLD_ABOVE) return null;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, HOLD_MS);
      this.held.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private reservation(limit: number, options: { fifo: boolean }): HandOff {
    const room = this.lanes.room(limit, options);
    this.lanes.reserve(room.room);
    this.leasing++;
    return { ...room, since: performance.now(), lease: { token: randomUUID(), ms: this.options.leaseMs } };
  }

  /** Begins what it brought, and only then is it no longer under way: a stop waits until that has been given back. */
  private endReservation(reservation: HandOff, deliveries: readonly LeasedDelivery[]): void {
    this.lanes.unreserve(reservation.room);
    this.begin(deliveries, reservation);
    this.leasing--;
    this.noteIdle();
  }

  private takesMore(): boolean {
    return this.state === 'running' && this.unsettled < UNSETTLED_MAX;
  }

  private begin(deliveries: readonly LeasedDelivery[], { lease, since }: HandOff): void {
    if (deliveries.length === 0) return;
    this.settlements.expect(lease.token, deliveries.length);
    if (this.state !== 'running') {
      // Leased by a statement that was under way when the worker was told to stop.
      void this.giveBack(deliveries);
      return;
    }
    this.lanes.add(deliveries, since);
    this.pump();
  }

  private pump(): void {
    for (let delivery = this.lanes.next(); delivery; delivery = this.lanes.next())
      void this.deliver(delivery);
    if (this.held.length > 0 && this.lanes.waiting <= HOLD_ABOVE)
      for (const goOn of this.held.splice(0)) goOn();
  }

  private async giveBack(deliveries: readonly LeasedDelivery[]): Promise<void> {
    this.settlements.leaveToTime(deliveries);
    await this.giveBacks.add(deliveries);
  }

  private async deliver(delivery: LeasedDelivery): Promise<void> {
    this.sending.add(delivery);
    let attempt: EndedAttempt | null = null;
    try {
      attempt = await this.attempts.run(delivery);
    } catch (error) {
      // Nothing was sent, and it can go as soon as there is a secret, room, or time.
      if (error instanceof NoRoomError) this.noteNoRoom();
      if (error instanceof SecretMissingError) void this.waitForSecret(delivery, error);
      else if (error instanceof UnsentError || isDatabaseAway(error)) void this.giveBack([delivery]);
      else this.leaveUnrecorded(delivery, error);
    }
    // Its place is free as soon as it has ended; that it is written goes on beside the next one.
    this.unsettled++;
    if (this.lanes.leave(delivery)) void this.claim();
    this.pump();
    try {
      if (attempt) await this.settlements.settle(delivery, attempt);
    } catch (error) {
      this.leaveUnrecorded(delivery, error);
    }
    this.unsettled--;
    this.sending.delete(delivery);
    this.noteIdle();
  }

  private noteNoRoom(): void {
    const places = this.lanes.narrow();
    if (places !== null)
      log.warn(
        { sending: places },
        'no room for more connections: too few file descriptors for DELIVERY_CONCURRENCY',
      );
  }

  /** One that was removed since the lease has a successor; one that cannot be opened waits for its key, and is looked at again. */
  private async waitForSecret(delivery: LeasedDelivery, { isSealed }: SecretMissingError): Promise<void> {
    if (isSealed)
      await pauseWebhook(systemTenant(delivery.organizationId), delivery.webhookId, SEALED_MS).catch(
        () => undefined,
      );
    await this.giveBack([delivery]);
  }

  /** The lease runs out, and the delivery goes out again under the same id. */
  private leaveUnrecorded(delivery: LeasedDelivery, error: unknown): void {
    this.settlements.leaveToTime([delivery]);
    if (isDatabaseAway(error)) log.warn({ delivery: delivery.id }, 'database away while delivering');
    else log.error({ fault: logFault('deliver', error), delivery: delivery.id }, 'delivery interrupted');
  }

  /** Claims until the queue has nothing more or there is no room. One at a time; whoever comes meanwhile makes it look again. */
  private async claim(): Promise<void> {
    this.asked = true;
    if (this.claiming) return;
    this.claiming = true;
    try {
      while ((this.asked || this.goOn) && this.takesMore() && this.lanes.free > 0) await this.claimOnce();
      this.queue.recovered();
    } catch (error) {
      this.queue.failed(error);
    } finally {
      this.claiming = false;
    }
  }

  private async claimOnce(): Promise<void> {
    const from = this.after;
    if (from === NIL_UUID) this.asked = false;
    this.goOn = false;
    const reservation = this.reservation(this.lanes.sizeOf(CLAIM_MAX), { fifo: false });
    const claim = this.queue.look(() => claimDeliveries({ ...reservation, after: from }));
    const { deliveries, next, leftFor } = await claim.catch((error: unknown) => {
      this.endReservation(reservation, []);
      throw error;
    });
    this.endReservation(reservation, deliveries);
    // One that found something after beginning in the middle has not seen the webhooks before that yet.
    this.goOn = next !== null || (from !== NIL_UUID && deliveries.length > 0);
    this.after = next ?? NIL_UUID;
    if (next === null && from === NIL_UUID) this.lanes.noteCaughtUp(reservation.rooms);
    this.asked = this.lanes.noteBehind(leftFor) || this.asked;
  }

  private async drained(ms: number): Promise<boolean> {
    if (this.isIdle()) return true;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      this.whenDrained = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  /** Nothing is being sent, written, or about to be handed to this worker. */
  private isIdle(): boolean {
    return this.sending.size === 0 && this.unsettled === 0 && this.leasing === 0 && this.giveBacks.isIdle;
  }

  private noteIdle(): void {
    if (this.isIdle()) this.whenDrained?.();
  }
}
