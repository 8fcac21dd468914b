import { type Deadline, Deadlines } from './deadlines';

interface GroupCommitOptions<Item> {
  /** How many groups may run at a time. */
  inFlight: number;
  /** How many items a group takes at most. */
  size: number;
  /** How long the first item of a group waits for others, in milliseconds. 0: it waits for nobody. */
  gatherMs: number;
  /** The same while groups are large: a statement of 200 costs half as much an item as one of 50. */
  busyGatherMs?: number;
  /** Asked before a group begins: what it is to wait for, while more join it. With {@link CROWD} groups waiting it waits for nothing. */
  hold?: () => Promise<void> | null;
  /** While another group runs, one begins beside it when it is full, or by this. Absent: as if none ran. */
  beside?: Beside;
  /** What may wait for its turn. Absent: whatever comes. */
  bounds?: Bounds<Item>;
}

interface Beside {
  /** For so many milliseconds its first has waited. */
  ms: number;
  /** So many wait, while so many are in groups that run. */
  count?: (running: number) => number;
}

interface Bounds<Item> {
  /** For how long at most, in milliseconds; what has begun to run goes on. */
  ms: number;
  /** How much together, as `sizeOf` has it. */
  size: number;
  sizeOf: (item: Item) => number;
  /** With what the rest is rejected. */
  refusal: () => Error;
}

/** So many full groups are no longer a few callers who could be slowed down. */
const CROWD = 2;
/** A group of so many is large. */
const LARGE = 25;

interface Waiting<Item, Answer> {
  item: Item;
  since: number;
  resolve: (answer: Answer | Promise<Answer>) => void;
  reject: (reason: unknown) => void;
  deadline: Deadline | null;
}

/**
 * Lets concurrent callers share one statement and one commit. With `gatherMs` 0 the first goes at once, and those that
 * come while it runs form the next group: load makes the groups, and a lone caller waits for nobody.
 * `run` answers one value for each item, in order, or the promise of one, for which the group does not wait; when it
 * throws, every item of its group fails.
 */
export class GroupCommit<Item, Answer> {
  private waiting: Waiting<Item, Answer>[] = [];
  private running = 0;
  /** Items of the groups that run. */
  private inGroups = 0;
  /** The next look at what waits. */
  private timer: { at: number; timeout: NodeJS.Timeout } | null = null;
  private held = false;
  private large = false;
  private waitingSize = 0;
  private readonly deadlines: Deadlines | null;

  constructor(
    private readonly run: (items: Item[]) => Promise<(Answer | Promise<Answer>)[]>,
    private readonly options: GroupCommitOptions<Item>,
  ) {
    this.deadlines = options.bounds ? new Deadlines(options.bounds.ms) : null;
  }

  /** Resolves once the group with `item` in it is committed. */
  add(item: Item): Promise<Answer> {
    const { bounds } = this.options;
    if (bounds && this.waitingSize + bounds.sizeOf(item) > bounds.size)
      return Promise.reject(bounds.refusal());
    return new Promise((resolve, reject) => {
      const since = performance.now();
      const waiting: Waiting<Item, Answer> = { item, since, resolve, reject, deadline: null };
      this.waiting.push(waiting);
      if (bounds && this.deadlines) {
        this.waitingSize += bounds.sizeOf(item);
        waiting.deadline = this.deadlines.start({ expire: () => this.refuse(waiting, bounds) });
      }
      this.schedule();
    });
  }

  private refuse(waiting: Waiting<Item, Answer>, { sizeOf, refusal }: Bounds<Item>): void {
    // They wait in the order in which their time is over.
    const place = this.waiting.indexOf(waiting);
    if (place < 0) return;
    this.waiting.splice(place, 1);
    this.waitingSize -= sizeOf(waiting.item);
    waiting.reject(refusal());
  }

  private schedule(): void {
    const first = this.waiting[0];
    if (!first || this.running >= this.options.inFlight) return;
    const { count, ms } = this.patience();
    const left = this.waiting.length >= count ? 0 : first.since + ms - performance.now();
    if (left <= 0) this.begin();
    else this.lookAgain(left);
  }

  /** How many the next group waits for, or for how long its first does, in milliseconds. */
  private patience(): { count: number; ms: number } {
    const { beside, size, gatherMs, busyGatherMs } = this.options;
    if (beside && this.running > 0)
      return { count: Math.min(beside.count?.(this.inGroups) ?? size, size), ms: beside.ms };
    return { count: size, ms: (this.large ? busyGatherMs : null) ?? gatherMs };
  }

  private lookAgain(ms: number): void {
    const at = performance.now() + ms;
    if (this.timer && this.timer.at <= at) return;
    if (this.timer) clearTimeout(this.timer.timeout);
    const timeout = setTimeout(() => {
      this.timer = null;
      this.schedule();
    }, Math.ceil(ms));
    this.timer = { at, timeout };
  }

  private begin(): void {
    if (this.waiting.length < this.options.size * CROWD) {
      if (this.held) return;
      const hold = this.options.hold?.();
      if (hold) {
        this.held = true;
        void hold.finally(() => {
          this.held = false;
          if (this.running < this.options.inFlight) this.start();
        });
        return;
      }
    }
    this.start();
  }

  private start(): void {
    const group = this.waiting.splice(0, this.options.size);
    if (group.length === 0) return;
    this.takeOut(group);
    this.large = group.length >= LARGE;
    this.running++;
    this.inGroups += group.length;
    // `run` may throw before its first await.
    Promise.resolve()
      .then(() => this.run(group.map(({ item }) => item)))
      .then(
        (answers) => {
          for (let i = 0; i < group.length; i++) group[i]?.resolve(answers[i] as Answer);
        },
        (error: unknown) => {
          for (const { reject } of group) reject(error);
        },
      )
      .finally(() => {
        this.running--;
        this.inGroups -= group.length;
        this.schedule();
      });
    // What did not fit.
    this.schedule();
  }

  private takeOut(group: readonly Waiting<Item, Answer>[]): void {
    const { bounds } = this.options;
    if (!bounds) return;
    for (const { item, deadline } of group) {
      this.waitingSize -= bounds.sizeOf(item);
      if (deadline) this.deadlines?.cancel(deadline);
    }
  }
}
