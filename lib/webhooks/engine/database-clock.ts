import { log } from '@/lib/log';

/** Looks that lie further apart than this, and times that differ from ours by so much more, say that something stood still or was set. */
const GAP_MS = 5000;
const STEP_MS = 2000;
/** Clocks do not drift apart by much in so long. */
const KNOWN_MS = 60_000;
/** A database that keeps going away must not keep others from what dead processes have left. */
const INTERRUPTIONS_MAX = 5;
/** From here on receivers that compare times may refuse what a process with such a clock signs: Standard Webhooks allow five minutes. */
const OFF_MS = 30_000;

/**
 * The database's time, as this process knows it from asking once a second and from its own monotonic clock. What the
 * engine writes and signs is of that time, so that a process whose own clock is wrong, or set, does no harm.
 *
 * It also tells whether a lease that is over proves that its process is gone. It does not when nobody could have
 * settled anything: after the database was away or stood still, after this process did, and after a clock was set.
 */
export class DatabaseClock {
  /** The last answer: of when it is, and what it said. */
  private last: { here: number; there: number } | null = null;
  /** Milliseconds from the monotonic clock to the database's, once known. */
  private offset: number | null = null;
  private asking: Promise<void> | null = null;
  private lost = false;
  private steadyFrom = Number.NEGATIVE_INFINITY;
  private interruptions = 0;
  private isOff = false;

  /**
   * @param leaseMs how long a lease lasts: so long those who live have to settle what they could not
   * @param database asks the database for its time, in milliseconds since 1970
   * @param now a monotonic clock in milliseconds
   */
  constructor(
    private readonly leaseMs: number,
    private readonly database: () => Promise<number>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Asks the database what time it is. Rejects when it is away. */
  async ask(): Promise<void> {
    const askedAt = this.now();
    this.note(await this.database(), askedAt);
  }

  /** As {@link ask}, where nobody has within a minute. */
  async askIfUnknown(): Promise<void> {
    if (this.last && this.now() - this.last.here <= KNOWN_MS) return;
    this.asking ??= this.ask().finally(() => {
      this.asking = null;
    });
    await this.asking;
  }

  private note(there: number, askedAt: number): void {
    const answeredAt = this.now();
    const here = (askedAt + answeredAt) / 2;
    const { last } = this;
    const step = last ? Math.abs(there - last.there - (here - last.here)) : 0;
    const isSet = step > STEP_MS + (answeredAt - askedAt) / 2;
    if (this.lost || (last && answeredAt - last.here > GAP_MS) || isSet) this.interrupt(answeredAt);
    this.lost = false;
    this.last = { here, there };
    this.correct(there - here, (answeredAt - askedAt) / 2);
    this.compare();
  }

  /**
   * An answer was given at some moment between question and answer, half as long as both took from the middle: what is
   * known stays unless it lies farther off than that. So a slow answer does not move it, and no drift is too slow for
   * a database that is far away.
   */
  private correct(offset: number, tolerance: number): void {
    if (this.offset === null || Math.abs(offset - this.offset) > tolerance) this.offset = offset;
  }

  /** The database did not answer. */
  noteLost(): void {
    this.lost = true;
  }

  /** Whether all has gone steadily for as long as a lease lasts, so that one that is over belongs to nobody who lives. */
  get isSteady(): boolean {
    return !this.lost && this.now() >= this.steadyFrom;
  }

  /** What time it is for the database; for this machine, until that was asked. */
  date(): Date {
    return new Date(this.offset === null ? Date.now() : this.now() + this.offset);
  }

  private interrupt(at: number): void {
    if (at >= this.steadyFrom) this.interruptions = 0;
    if (++this.interruptions <= INTERRUPTIONS_MAX) this.steadyFrom = at + this.leaseMs;
  }

  /** Says once when the two differ: one of them is wrong, and people see both. */
  private compare(): void {
    const offMs = Date.now() - this.date().getTime();
    const isOff = Math.abs(offMs) > OFF_MS;
    if (isOff && !this.isOff)
      log.warn(
        { seconds: Math.round(offMs / 1000) },
        'the clock of this machine differs from the database’s, which counts',
      );
    this.isOff = isOff;
  }
}
