import { isDatabaseAway } from '@/lib/database-away';
import { AppError } from '@/lib/errors';
import type { HandOff } from '@/lib/webhooks/data/hand-off';
import type { LeasedDelivery } from '@/lib/webhooks/data/leased-delivery';
import { type NewEvent, type Published, publishEvents } from '@/lib/webhooks/data/publish';
import { findRepeats } from '@/lib/webhooks/data/repeats';
import { GroupCommit } from './group-commit';

const GROUP_MAX = 500;
/**
 * One commit at a time, unless it takes longer than so many milliseconds, as on a slow disk or at a locked row: two at a
 * time are two smaller ones, and PostgreSQL and this process do more for each event.
 */
const BESIDE_MS = 100;
/**
 * Where nothing is sent meanwhile a process would stand idle until all of its callers are answered at once, and
 * PostgreSQL after that: another group begins when as many wait as are being committed, and so many at least. With 500
 * callers that is a tenth more events a second. A process that sends has enough to do.
 */
const BESIDE_COUNT = 40;

/**
 * While commits stand still, as when a table is locked: nobody waits longer than callers are kept, so that no memory is
 * held for those who have been told to come again, and no more than so many characters of bodies wait.
 */
const WAITING_MS = 10_000;
const WAITING_CHARACTERS = 64 * 2 ** 20;
const RETRY_SECONDS = 5;

/** What publishing needs of the worker in the same process. */
export interface DirectReceiver {
  /** Sets room aside for the deliveries of so many events, which are about to be inserted under lease. */
  reserve(events: number): HandOff;
  /** Ends a reservation: takes over what was inserted under lease, which may be nothing. `queuedFor`: webhooks for which the queue got some. */
  accept(deliveries: LeasedDelivery[], reservation: HandOff, queuedFor: readonly string[]): void;
  /** Whether this process has deliveries to send. */
  isSending(): boolean;
  /** What the next group is to wait for: null, or room for the worker, a fifth of a second at most. */
  hold(): Promise<void> | null;
}

/**
 * The first stage: commits events with their deliveries. Concurrent callers share a commit and a lone one waits for
 * nobody; what the worker has room for begins as soon as the commit is through, without the queue. Where this process
 * takes events more quickly than it can send them to receivers that are quick, it waits for itself: a delivery that
 * must go through the queue costs half as much again.
 */
export class Publisher {
  private readonly group = new GroupCommit<NewEvent, Published>((events) => this.commit(events), {
    inFlight: 2,
    size: GROUP_MAX,
    gatherMs: 0,
    beside: {
      ms: BESIDE_MS,
      count: (running) => (this.receiver.isSending() ? GROUP_MAX : Math.max(running, BESIDE_COUNT)),
    },
    hold: () => this.receiver.hold(),
    bounds: {
      ms: WAITING_MS,
      size: WAITING_CHARACTERS,
      sizeOf: ({ body }) => body.length,
      refusal: () => new AppError('unavailable', { retryAfterSeconds: RETRY_SECONDS }),
    },
  });

  constructor(private readonly receiver: DirectReceiver) {}

  /** Resolves once the event and its deliveries are durable. Rejects when the database is away, or takes nothing. */
  publish(event: NewEvent): Promise<Published> {
    return this.group.add(event);
  }

  private async commit(events: NewEvent[]): Promise<(Published | Promise<Published>)[]> {
    try {
      return await this.publishTogether(events);
    } catch (error) {
      if (events.length === 1 || isDatabaseAway(error)) throw error;
      // One that the database refuses must not take the others along.
      const alone = events.map((event) => this.publishAlone(event));
      await Promise.allSettled(alone);
      return alone;
    }
  }

  private async publishAlone(event: NewEvent): Promise<Published> {
    const [published] = await this.publishTogether([event]);
    if (!published) throw new Error('an event without an answer');
    return published;
  }

  /** What was committed is handed over and answered at once; only repeats wait for what their first one was answered. */
  private async publishTogether(events: NewEvent[]): Promise<(Published | Promise<Published>)[]> {
    const reservation = this.receiver.reserve(events.length);
    let leased: LeasedDelivery[] = [];
    let queuedFor: string[] = [];
    try {
      const answer = await publishEvents(events, reservation);
      leased = answer.published.flatMap((one) => (one?.kind === 'accepted' ? one.leased : []));
      queuedFor = answer.queuedFor;
      return this.withRepeats(events, answer.published);
    } finally {
      this.receiver.accept(leased, reservation, queuedFor);
    }
  }

  private withRepeats(
    events: readonly NewEvent[],
    published: readonly (Published | null)[],
  ): (Published | Promise<Published>)[] {
    const repeated = events.filter((_, index) => !published[index]);
    const firsts = repeated.length > 0 ? findRepeats(repeated) : Promise.resolve(new Map());
    return events.map((event, index) => published[index] ?? this.asFirst(event, firsts));
  }

  private async asFirst(
    event: NewEvent,
    firsts: Promise<ReadonlyMap<string, Published>>,
  ): Promise<Published> {
    // A key that was freed in the meantime is new again.
    return (await firsts).get(event.id) ?? this.publishAlone(event);
  }
}
