interface Waiting {
  subject: string;
  begin: () => void;
}

export interface TurnLimits {
  /** Of one subject at once. */
  each: number;
  /** Of all subjects together at once. */
  inAll: number;
  /** Of one subject may wait for its turn. */
  waiting: number;
}

/**
 * Lets so much run at once for a subject, and so much in all. What waits goes first come, first served, but nobody waits
 * behind a subject that has no turn left of its own.
 */
export class Turns {
  private readonly running = new Map<string, number>();
  private runningInAll = 0;
  private readonly waiting: Waiting[] = [];
  /** How many of {@link waiting} are a subject's. */
  private readonly waitingOf = new Map<string, number>();

  constructor(private readonly limits: TurnLimits) {}

  /** Resolves when it is the subject's turn, which {@link leave} ends; null, and no turn, when too many of it wait. */
  enter(subject: string): Promise<void> | null {
    if (this.hasRoomFor(subject)) {
      this.begin(subject);
      return Promise.resolve();
    }
    const before = this.waitingOf.get(subject) ?? 0;
    if (before >= this.limits.waiting) return null;
    this.waitingOf.set(subject, before + 1);
    return new Promise((resolve) => this.waiting.push({ subject, begin: resolve }));
  }

  /** Ends a turn of the subject. */
  leave(subject: string): void {
    oneLess(this.running, subject);
    this.runningInAll -= 1;
    const index = this.waiting.findIndex((one) => this.hasRoomFor(one.subject));
    const [next] = index < 0 ? [] : this.waiting.splice(index, 1);
    if (!next) return;
    oneLess(this.waitingOf, next.subject);
    this.begin(next.subject);
    next.begin();
  }

  private hasRoomFor(subject: string): boolean {
    return this.runningInAll < this.limits.inAll && (this.running.get(subject) ?? 0) < this.limits.each;
  }

  private begin(subject: string): void {
    this.running.set(subject, (this.running.get(subject) ?? 0) + 1);
    this.runningInAll += 1;
  }
}

/** Only what is not zero is kept. */
function oneLess(counts: Map<string, number>, subject: string): void {
  const left = (counts.get(subject) ?? 0) - 1;
  if (left > 0) counts.set(subject, left);
  else counts.delete(subject);
}
