/** The share of all places that one organisation may take, so that one whose receivers all hang leaves the rest to others. */
const ORGANIZATION_SHARE = 0.5;
/** Where there was no room for a connection: how many of the others go on, for how long, and how many more in each second after that. */
const NARROWING = 0.75;
const NARROW_MS = 10_000;
const WIDENING = 1.1;

/** How many attempts may run at a time: fewer than is allowed while there is no room for more connections. */
export class Places {
  private current: number;
  private narrowedAt = 0;

  /**
   * @param allowed in all (DELIVERY_CONCURRENCY)
   * @param now a monotonic clock in milliseconds
   */
  constructor(
    private readonly allowed: number,
    private readonly now: () => number,
  ) {
    this.current = allowed;
  }

  get count(): number {
    return this.current;
  }

  /** Those of one organisation. */
  get ofOrganization(): number {
    return Math.max(Math.floor(this.current * ORGANIZATION_SHARE), 1);
  }

  /**
   * There was no room for one of the connections: until it has been well for a while fewer attempts are made at a time
   * than there are now, so that callers and the database find room too. Answers how many, when that is news.
   */
  narrow(sending: number): number | null {
    const isNews = this.current === this.allowed;
    this.current = Math.max(Math.min(this.current, Math.floor((sending - 1) * NARROWING)), 1);
    this.narrowedAt = this.now();
    return isNews ? this.current : null;
  }

  /** Once a second: a few places more, if some were lost and no more have been. */
  widen(): void {
    if (this.current === this.allowed || this.now() - this.narrowedAt < NARROW_MS) return;
    this.current = Math.min(Math.ceil(this.current * WIDENING), this.allowed);
  }
}
