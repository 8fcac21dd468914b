import { isDatabaseAway } from '@/lib/database-away';
import { log, logFault } from '@/lib/log';
import { PARK_MAX, parkUnsendable } from '@/lib/webhooks/data/claim';
import { reclaimExpired } from '@/lib/webhooks/data/lease';
import { listenForDue } from '@/lib/webhooks/data/wake-up';
import type { DatabaseClock } from './database-clock';

/** The net under NOTIFY, and what finds due retries and expired leases. */
const POLL_MS = 1000;
/** Switching off sees to most of it at once; this walks all webhooks that have something in the queue. */
const PARK_EVERY_POLLS = 5;
const PAUSE_MS = 500;
const PAUSE_MAX_MS = 10_000;
/** So often is asked whether NOTIFY would still be heard; also more often than networks forget a connection on which nothing is said. */
const CHECK_LISTENING_MS = 20_000;
/** A look into the queue takes milliseconds; one that goes on for longer says as much as one that failed. */
const LOOK_MS = 5000;

interface QueueWatchOptions {
  /** Deliveries are due that no process has taken yet. */
  onDue: () => void;
  /** Once a second. */
  onTick: () => Promise<void>;
  /** Is asked for the time once a second, and says whether leases that are over are to be taken back. */
  clock: DatabaseClock;
  /** Shorter than {@link CHECK_LISTENING_MS} for a test. */
  checkListeningMs?: number;
}

/**
 * Tells a worker when to look into the queue: at once when another process says so, once a second otherwise. Backs off
 * while the database is away and comes back by itself.
 */
export class QueueWatch {
  private running = false;
  private timer: NodeJS.Timeout | null = null;
  private pause = PAUSE_MS;
  private polls = 0;
  private parking = false;
  private stopListening: (() => void) | null = null;
  /** The last look failed. */
  private away = false;
  /** When those began that are under way. */
  private readonly looks = new Set<{ since: number }>();

  constructor(private readonly options: QueueWatchOptions) {}

  start(): void {
    this.running = true;
    void this.listen();
    this.poll();
  }

  stop(): void {
    this.running = false;
    if (this.timer) clearTimeout(this.timer);
    this.stopListening?.();
    this.stopListening = null;
  }

  /** Whether the last look into the queue succeeded, and none has been under way for long. */
  get reachable(): boolean {
    const [oldest] = this.looks;
    return !this.away && (!oldest || performance.now() - oldest.since < LOOK_MS);
  }

  /** Runs a statement that looks into the queue. */
  async look<T>(statement: () => Promise<T>): Promise<T> {
    const look = { since: performance.now() };
    this.looks.add(look);
    try {
      return await statement();
    } finally {
      this.looks.delete(look);
    }
  }

  recovered(): void {
    if (!this.away) return;
    log.info('queue reachable again');
    this.away = false;
    this.pause = PAUSE_MS;
  }

  /** The next poll looks again by itself, later each time. */
  failed(error: unknown): void {
    if (!isDatabaseAway(error)) logFault('worker', error);
    else if (!this.away) log.warn('database away, deliveries wait');
    this.options.clock.noteLost();
    this.pause = this.away ? Math.min(this.pause * 2, PAUSE_MAX_MS) : PAUSE_MS;
    this.away = true;
  }

  private poll(): void {
    if (!this.running) return;
    void this.tick().finally(() => {
      if (!this.running) return;
      this.timer = setTimeout(() => this.poll(), this.away ? this.pause : POLL_MS);
    });
  }

  private async tick(): Promise<void> {
    try {
      await this.look(() => this.options.clock.ask());
      if (this.options.clock.isSteady) await this.reclaim();
      if (this.polls++ % PARK_EVERY_POLLS === 0) void this.park();
    } catch (error) {
      this.failed(error);
    }
    await this.options.onTick();
  }

  /** Beside the ticks: after a long backlog was switched off there is much of it. */
  private async park(): Promise<void> {
    if (this.parking) return;
    this.parking = true;
    try {
      while (this.running && (await parkUnsendable()) === PARK_MAX);
    } catch (error) {
      if (!isDatabaseAway(error)) logFault('park', error);
    } finally {
      this.parking = false;
    }
  }

  private async reclaim(): Promise<void> {
    const returned = await this.look(reclaimExpired);
    if (returned > 0) log.warn({ deliveries: returned }, 'leases of a process that is gone were taken back');
  }

  private async listen(): Promise<void> {
    const again = () => {
      if (this.running) setTimeout(() => void this.listen(), PAUSE_MS).unref();
    };
    try {
      const stop = await listenForDue({
        onDue: this.options.onDue,
        onLost: () => {
          this.stopListening = null;
          again();
        },
        checkEveryMs: this.options.checkListeningMs ?? CHECK_LISTENING_MS,
      });
      if (this.running) this.stopListening = stop;
      else stop();
    } catch {
      // The poll reports that the database is away; here it is only tried again.
      again();
    }
  }
}
