import { randomUUID } from 'node:crypto';
import { isDatabaseAway } from '@/lib/database-away';
import { log, logFault } from '@/lib/log';
import { claimDeliveries, NIL_UUID, parkUnsendable } from '@/lib/webhooks/data/claim';
import { releaseLeases } from '@/lib/webhooks/data/lease';
import type { LeasedDelivery } from '@/lib/webhooks/data/leased-delivery';
import { listenForDue } from '@/lib/webhooks/data/wake-up';
import type { Attempts } from './attempt';
import { Places, type PlacesOptions } from './places';
import type { DirectReceiver, Reservation } from './publish';
import type { Settlements } from './settle';

/** The net under NOTIFY, and what finds due retries and expired leases. */
const POLL_MS = 1000;
const PARK_EVERY_POLLS = 2;
const PAUSE_MS = 500;
const PAUSE_MAX_MS = 10_000;
/** Ended attempts that wait for their commit; more than that, and nothing new is begun. */
const UNSETTLED_MAX = 2000;
/** Deliveries for which one event reserves room at most, before it is known how many webhooks are subscribed. */
const RESERVED_PER_EVENT = 8;

export interface WorkerOptions extends PlacesOptions {
  leaseMs: number;
}

/** What a process's worker says of itself. */
export interface WorkerHealth {
  running: boolean;
  sending: number;
  /** Whether the last look into the queue succeeded. */
  queueReachable: boolean;
}

/**
 * Takes deliveries out of the queue as room becomes free and brings them through attempt and settle. Room is refilled
 * continuously: one that hangs keeps its own place and nothing else waits for it.
 */
export class Worker implements DirectReceiver {
  private state: 'stopped' | 'running' | 'draining' = 'stopped';
  private readonly places: Places;
  /** Only one statement at a time leases to this process: two would both count on the same free places. */
  private leasing = false;
  private whenLeasingEnds: (() => void) | null = null;
  private unsettled = 0;
  /** The last claim left due deliveries behind for want of room. */
  private behind = false;
  private claiming = false;
  private claimAgain = false;
  private after = NIL_UUID;
  private timer: NodeJS.Timeout | null = null;
  private pause = PAUSE_MS;
  private polls = 0;
  private queueReachable = true;
  private stopListening: (() => void) | null = null;
  private whenDrained: (() => void) | null = null;

  constructor(
    private readonly attempts: Attempts,
    private readonly settlements: Settlements,
    private readonly options: WorkerOptions,
  ) {
    this.places = new Places(options);
  }

  start(): void {
    if (this.state !== 'stopped') return;
    this.state = 'running';
    void this.listen();
    this.poll();
  }

  /** Claims nothing more, waits up to `drainMs` for what is being sent and written, then gives the remaining leases back. */
  async stop(drainMs: number): Promise<void> {
    if (this.state === 'stopped') return;
    this.state = 'draining';
    if (this.timer) clearTimeout(this.timer);
    this.stopListening?.();
    this.stopListening = null;
    if (!(await this.drained(drainMs))) {
      log.warn({ deliveries: this.places.sending }, 'giving back what could not be sent in time');
      await this.giveBack(this.places.taken());
    }
    this.state = 'stopped';
  }

  health(): WorkerHealth {
    return {
      running: this.state === 'running',
      sending: this.places.sending,
      queueReachable: this.queueReachable,
    };
  }

  reserve(events: number): Reservation {
    const takes = this.state === 'running' && !this.behind && !this.leasing;
    const room = takes ? Math.min(this.room(), events * RESERVED_PER_EVENT) : 0;
    this.places.reserve(room);
    this.leasing ||= room > 0;
    return {
      room,
      webhookRoom: this.options.webhookConcurrency,
      busy: this.places.busy(),
      leaseToken: randomUUID(),
      leaseMs: this.options.leaseMs,
    };
  }

  accept(deliveries: LeasedDelivery[], reservation: Reservation): void {
    if (this.begin(deliveries, reservation.busy)) void this.claim();
    if (reservation.room > 0) this.endLeasing(reservation.room);
  }

  /** Begins what was leased while `busy` was being sent; true when one of its webhooks has room for more already. */
  private begin(deliveries: readonly LeasedDelivery[], busy: ReadonlyMap<string, number>): boolean {
    if (this.state !== 'running') {
      // Leased by a statement that was under way when the worker was told to stop.
      void this.giveBack(deliveries);
      return false;
    }
    this.places.take(deliveries, busy);
    for (const delivery of deliveries) void this.deliver(delivery);
    return deliveries.some(({ webhookId }) => this.places.wantsMore(webhookId));
  }

  private async giveBack(deliveries: readonly LeasedDelivery[]): Promise<void> {
    if (deliveries.length === 0) return;
    this.unsettled++;
    await releaseLeases(deliveries).catch((error: unknown) => logFault('release leases', error));
    this.unsettled--;
    this.noteIdle();
  }

  private leasingEnds(): Promise<void> {
    return new Promise((resolve) => {
      this.whenLeasingEnds = resolve;
    });
  }

  private endLeasing(room: number): void {
    this.places.unreserve(room);
    this.leasing = false;
    this.whenLeasingEnds?.();
    this.noteIdle();
  }

  private room(): number {
    return this.unsettled >= UNSETTLED_MAX ? 0 : this.places.free;
  }

  private async deliver(delivery: LeasedDelivery): Promise<void> {
    try {
      const attempt = await this.attempts.run(delivery);
      this.leave(delivery);
      this.unsettled++;
      await this.settlements.settle(delivery, attempt).finally(() => this.unsettled--);
    } catch (error) {
      // Nothing was recorded: the lease runs out, and the delivery goes out again under the same id.
      if (isDatabaseAway(error)) log.warn({ delivery: delivery.id }, 'database away while delivering');
      else log.error({ fault: logFault('deliver', error), delivery: delivery.id }, 'delivery interrupted');
    } finally {
      this.leave(delivery);
      this.noteIdle();
    }
  }

  /** Frees the place of a delivery, and refills when that is worth a claim. */
  private leave(delivery: LeasedDelivery): void {
    if (!this.places.leave(delivery)) return;
    const worthwhile = this.behind && this.room() >= this.options.concurrency / 4;
    if (worthwhile || this.places.wantsMore(delivery.webhookId)) void this.claim();
  }

  /** Claims until the queue has nothing more or there is no room. One at a time; whoever comes meanwhile makes it look again. */
  private async claim(): Promise<void> {
    this.claimAgain = true;
    if (this.claiming) return;
    this.claiming = true;
    try {
      while (this.claimAgain && this.state === 'running') {
        this.claimAgain = false;
        // Without room there may be something left behind; whoever leaves looks again.
        if (this.room() === 0) this.behind = true;
        else await this.claimOnce();
      }
      this.recovered();
    } catch (error) {
      this.failed(error);
    } finally {
      this.claiming = false;
    }
  }

  private async claimOnce(): Promise<void> {
    // Whoever was quicker may have begun another one.
    while (this.leasing) await this.leasingEnds();
    const room = this.room();
    this.places.reserve(room);
    this.leasing = true;
    try {
      this.places.askAgain();
      const busy = this.places.busy();
      const { deliveries, next } = await claimDeliveries({
        room,
        webhookRoom: this.options.webhookConcurrency,
        busy,
        after: this.after,
        leaseToken: randomUUID(),
        leaseMs: this.options.leaseMs,
      });
      // One that found something after beginning in the middle has not seen the webhooks before that yet.
      this.claimAgain ||= next !== null || (this.after !== NIL_UUID && deliveries.length > 0);
      this.behind = next !== null;
      this.after = next ?? NIL_UUID;
      const more = this.begin(deliveries, busy);
      this.claimAgain ||= more;
    } finally {
      this.endLeasing(room);
    }
  }

  private poll(): void {
    if (this.state !== 'running') return;
    void this.tick().finally(() => {
      if (this.state !== 'running') return;
      this.timer = setTimeout(() => this.poll(), this.queueReachable ? POLL_MS : this.pause);
    });
  }

  private async tick(): Promise<void> {
    if (this.polls++ % PARK_EVERY_POLLS === 0) await parkUnsendable().catch((error) => this.failed(error));
    await this.claim();
  }

  private recovered(): void {
    if (this.queueReachable) return;
    log.info('queue reachable again');
    this.queueReachable = true;
    this.pause = PAUSE_MS;
  }

  /** Backs off; the next poll looks again by itself. */
  private failed(error: unknown): void {
    if (!isDatabaseAway(error)) logFault('worker', error);
    else if (this.queueReachable) log.warn('database away, deliveries wait');
    this.pause = this.queueReachable ? PAUSE_MS : Math.min(this.pause * 2, PAUSE_MAX_MS);
    this.queueReachable = false;
  }

  private async listen(): Promise<void> {
    const again = () => {
      if (this.state === 'running') setTimeout(() => void this.listen(), PAUSE_MS).unref();
    };
    try {
      const stop = await listenForDue(
        () => void this.claim(),
        () => {
          this.stopListening = null;
          again();
        },
      );
      if (this.state === 'running') this.stopListening = stop;
      else stop();
    } catch {
      // The poll reports that the database is away; here it is only tried again.
      again();
    }
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
    return this.places.sending === 0 && this.unsettled === 0 && !this.leasing;
  }

  private noteIdle(): void {
    if (this.isIdle()) this.whenDrained?.();
  }
}
