/**
 * Leased ahead for a webhook: what it gets through in so many milliseconds at the pace of its last answers. A quick
 * receiver never waits for the database; for one that takes seconds nothing is leased that cannot begin at once.
 */
const AHEAD_MS = 500;
/** At most so many. */
const AHEAD_MAX = 4000;
/** The pace is counted over so many milliseconds, and weighed half and half with what it was before. */
const PACE_MS = 250;
/** Paces that are remembered of webhooks with nothing to send; the one set longest ago is forgotten first. */
const REMEMBERED_MAX = 10_000;

/** How quickly a webhook's attempts end. */
export class Pace {
  /** Attempts that have ended since `countedFrom`. */
  private ended = 0;

  /**
   * @param known attempts that end in AHEAD_MS, as far as is known
   * @param countedFrom a time of the monotonic clock in milliseconds
   */
  constructor(
    private known: number,
    private countedFrom: number,
  ) {}

  /** An attempt has ended. */
  count(now: number): void {
    this.ended++;
    const passed = now - this.countedFrom;
    if (passed < PACE_MS) return;
    this.known = (this.known + (this.ended / passed) * AHEAD_MS) / 2;
    this.ended = 0;
    this.countedFrom = now;
  }

  /** What has just ended counts at once, so that a webhook that begins doubles what it has with each answer. */
  get perAhead(): number {
    return Math.max(this.known, this.ended);
  }

  /** How many may be leased ahead at this pace. */
  get ahead(): number {
    return Math.min(Math.floor(this.perAhead), AHEAD_MAX);
  }
}

/** The last paces of webhooks that have nothing to send at the moment. */
export class Paces {
  private readonly remembered = new Map<string, number>();

  /** The pace of a webhook that begins to send again. */
  of(webhookId: string, now: number): Pace {
    return new Pace(this.remembered.get(webhookId) ?? 0, now);
  }

  remember(webhookId: string, pace: Pace): void {
    this.remembered.delete(webhookId);
    this.remembered.set(webhookId, pace.perAhead);
    const [oldest] = this.remembered.keys();
    if (this.remembered.size > REMEMBERED_MAX && oldest !== undefined) this.remembered.delete(oldest);
  }
}
