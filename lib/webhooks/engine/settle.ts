import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseAway } from '@/lib/database-away';
import { log } from '@/lib/log';
import { countAttempts } from '@/lib/metrics';
import { type NextStep, transition, turnsWebhookOff } from '@/lib/webhooks/core/delivery-transition';
import { newTakesOver, triesOtherAtOnce } from '@/lib/webhooks/core/rotation';
import type { LeasedDelivery } from '@/lib/webhooks/data/leased-delivery';
import { promoteSecrets } from '@/lib/webhooks/data/rotation';
import { type Settled, type Settlement, settleAttempts } from '@/lib/webhooks/data/settle';
import { notifyDue } from '@/lib/webhooks/data/wake-up';
import type { EndedAttempt } from './attempt';
import { GroupCommit } from './group-commit';
import { TurnOffs } from './turn-offs';

/** Attempts that end within this time share a commit, in milliseconds. */
const GATHER_MS = 5;
const BUSY_GATHER_MS = 60;
/**
 * One commit at a time, unless it takes longer than this. Two at a time are two smaller ones, and a delivery costs the
 * machine a seventh more (measured with publishing, which has the same).
 */
const BESIDE_MS = 100;
const GROUP_MAX = 1000;
/** While the database is away: the pauses between two tries to write what has ended. */
const PAUSE_MS = 250;
const PAUSE_MAX_MS = 2000;

export interface SettleOptions {
  /** Seconds between automatic attempts. */
  schedule: readonly number[];
  /** For the jitter: numbers from 0 up to 1. */
  random: () => number;
}

/** What is written of an attempt, and the new secret that its receiver has accepted just now, if so. */
type Ended = Settlement & { acceptedId: string | null };

/** The fourth stage: decides what follows from an attempt and commits both, many at a time. */
export class Settlements {
  private readonly group = new GroupCommit<Ended, Settled>((items) => this.commit(items), {
    inFlight: 2,
    size: GROUP_MAX,
    gatherMs: GATHER_MS,
    busyGatherMs: BUSY_GATHER_MS,
    beside: { ms: BESIDE_MS },
  });

  /** By token: how many deliveries of the lease are not committed yet. */
  private readonly open = new Map<string, number>();
  /** Leases of which nothing is left, to end with the next group. */
  private readonly over = new Set<string>();
  private readonly turnOffs = new TurnOffs();
  /** What has ended and is not written yet. */
  private readonly unwritten = new Set<{ leaseToken: string; since: number }>();
  private stopped = false;

  constructor(private readonly options: SettleOptions) {}

  /** A lease for so many deliveries was taken; with the last of them that is settled it ends. */
  expect(leaseToken: string, deliveries: number): void {
    this.open.set(leaseToken, deliveries);
  }

  /** Resolves once it is durable. `written` is false when the lease was lost meanwhile: then nothing of it is kept. */
  async settle(delivery: LeasedDelivery, attempt: EndedAttempt): Promise<Settled> {
    const unwritten = { leaseToken: delivery.leaseToken, since: performance.now() };
    this.unwritten.add(unwritten);
    try {
      return await this.group.add(this.endedOf(delivery, attempt));
    } finally {
      this.unwritten.delete(unwritten);
    }
  }

  private endedOf(delivery: LeasedDelivery, attempt: EndedAttempt): Ended {
    const { schedule, random } = this.options;
    const { triesOther, acceptedId } = rotationOf(attempt);
    const step = transition(delivery, attempt.result, schedule, random, triesOther);
    return {
      acceptedId,
      organizationId: delivery.organizationId,
      deliveryId: delivery.id,
      webhookId: delivery.webhookId,
      url: delivery.url,
      leaseToken: delivery.leaseToken,
      number: delivery.attemptNumber,
      attempt: attempt.record,
      status: step.status,
      retryCount: 'retryCount' in step ? step.retryCount : delivery.retryCount,
      next: nextOf(step),
      // Half of an attempt: what it says of the webhook shows with the other secret.
      counts: !delivery.test && !triesOther,
      probe: delivery.probe,
      gone: turnsWebhookOff(delivery, attempt.result),
    };
  }

  /** Leases of what has waited for its commit for so many milliseconds, as when a row is locked. */
  lateLeases(ms: number): string[] {
    const before = performance.now() - ms;
    return [...this.unwritten].flatMap(({ since, leaseToken }) => (since < before ? leaseToken : []));
  }

  /** Gives up what the database does not take any more: the process ends. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.turnOffs.idle();
  }

  private async commit(items: Ended[]): Promise<(Settled | Promise<Settled>)[]> {
    try {
      return await this.commitTogether(items);
    } catch (error) {
      if (items.length === 1 || isDatabaseAway(error)) throw error;
      // One that the database refuses must not take the others along: all of them would be sent again.
      const alone = items.map((item) => this.commitAlone(item));
      await Promise.allSettled(alone);
      return alone;
    }
  }

  private async commitAlone(item: Ended): Promise<Settled> {
    const [settled] = await this.commitTogether([item]);
    return settled ?? { written: false };
  }

  private async commitTogether(items: Ended[]): Promise<Settled[]> {
    const endedLeases = this.endedWith(items);
    const { settled, longFailing } = await this.persist(() => settleAttempts(items, endedLeases));
    this.countDown(items, endedLeases);
    const written = items.filter((_, index) => settled[index]?.written);
    countAttempts(written.map(({ attempt }) => attempt));
    this.turnOffs.note(
      items.flatMap(({ gone, webhookId, url, attempt }) =>
        gone ? { webhookId, url, askedAt: attempt.startedAt } : [],
      ),
      longFailing,
    );
    await rotate(written);
    return settled;
  }

  /** Repeats `write` until what stands in its way has passed: what a receiver has got should not be sent again for want of a record. */
  private async persist<T>(write: () => Promise<T>): Promise<T> {
    for (let pause = PAUSE_MS; ; pause = Math.min(pause * 2, PAUSE_MAX_MS)) {
      try {
        return await write();
      } catch (error) {
        if (!isDatabaseAway(error) || this.stopped) throw error;
        await delay(pause);
      }
    }
  }

  /** Something of these leases was given back or not recorded: they end by their time, and what is left then is due again. */
  leaveToTime(deliveries: readonly LeasedDelivery[]): void {
    for (const { leaseToken } of deliveries) this.open.delete(leaseToken);
  }

  /**
   * The leases that end with a group: of which all else is committed. What another group is still committing may fail,
   * and then only its lease brings it back.
   */
  private endedWith(items: readonly Settlement[]): string[] {
    const ended = [...this.over];
    for (const [token, count] of countByLease(items)) if (this.open.get(token) === count) ended.push(token);
    return ended;
  }

  private countDown(items: readonly Settlement[], endedLeases: readonly string[]): void {
    for (const token of endedLeases) {
      this.over.delete(token);
      this.open.delete(token);
    }
    for (const [token, count] of countByLease(items)) {
      const left = this.open.get(token);
      if (left === undefined) continue;
      if (left > count) this.open.set(token, left - count);
      else {
        // Two groups had the last of it between them, and neither knew that the other would be through.
        this.open.delete(token);
        this.over.add(token);
      }
    }
  }
}

function countByLease(items: readonly Settlement[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { leaseToken } of items) counts.set(leaseToken, (counts.get(leaseToken) ?? 0) + 1);
  return counts;
}

/** What an attempt says of a rotation that is under way. */
interface RotationNews {
  /** The other secret is to be tried at once. */
  triesOther: boolean;
  /** The new secret that its receiver has accepted just now. */
  acceptedId: string | null;
}

/** What an attempt says of the rotation that it was made in, if any. */
export function rotationOf({ record, signedBy }: EndedAttempt): RotationNews {
  if (!signedBy) return { triesOther: false, acceptedId: null };
  const signed = { statusCode: record.statusCode, ledBy: signedBy.ledBy };
  return {
    triesOther: triesOtherAtOnce(signedBy.usual, signed),
    acceptedId: newTakesOver(signedBy.usual, signed) ? signedBy.newestId : null,
  };
}

/** What was settled stays settled even if this fails: the next delivery that the new secret leads comes by here again. */
async function rotate(items: readonly Ended[]): Promise<void> {
  const accepted = new Set(items.flatMap(({ acceptedId }) => acceptedId ?? []));
  const isDue = items.some(({ next }) => next.kind === 'in' && next.ms === 0);
  try {
    if (accepted.size > 0) await promoteSecrets([...accepted]);
    if (isDue) await notifyDue();
  } catch (error) {
    log.error({ reason: (error as Error).message }, 'could not go on with a rotation');
  }
}

function nextOf(step: NextStep): Settlement['next'] {
  switch (step.kind) {
    case 'succeeded':
    case 'ended':
      return { kind: 'never' };
    case 'retry':
      return { kind: 'in', ms: step.inMs };
    case 'kept':
      return { kind: 'kept' };
  }
}
