/** What is to end when its time is over. */
export interface Expiring {
  expire(): void;
}

/** A deadline under way, to be cancelled once it is no longer needed. */
export interface Deadline {
  at: number;
  of: Expiring;
}

/**
 * Deadlines of one length on one timer. As all are equally long they end in the order in which they began, so the
 * timer only ever looks at the oldest: a deadline costs a Set entry, where a timer or AbortSignal of its own for each
 * request costs about 20 µs.
 */
export class Deadlines {
  private readonly entries = new Set<Deadline>();
  private timer: NodeJS.Timeout | null = null;

  /** `ms`: how long each lasts. */
  constructor(readonly ms: number) {}

  /** Calls `of.expire()` in `ms` from now unless cancelled before. */
  start(of: Expiring): Deadline {
    const deadline = { at: performance.now() + this.ms, of };
    this.entries.add(deadline);
    // What it guards keeps the process alive, not the guard.
    this.timer ??= setTimeout(() => this.tick(), this.ms).unref();
    return deadline;
  }

  cancel(deadline: Deadline): void {
    this.entries.delete(deadline);
  }

  /**
   * What has come in time counts, though it is read only now: a process that stood still finds that its deadlines are
   * over, and behind that the answers which came meanwhile.
   */
  private tick(): void {
    const now = performance.now();
    setImmediate(() => this.end(now));
  }

  private end(now: number): void {
    for (const entry of this.entries) {
      // Timers may fire up to a millisecond early.
      if (entry.at > now + 1) {
        this.timer = setTimeout(
          () => this.tick(),
          Math.max(Math.ceil(entry.at - performance.now()), 1),
        ).unref();
        return;
      }
      this.entries.delete(entry);
      // It may start another one, which comes last in this loop.
      entry.of.expire();
    }
    this.timer = null;
  }
}
