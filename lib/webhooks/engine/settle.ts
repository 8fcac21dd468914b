import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseAway } from '@/lib/database-away';
import { log } from '@/lib/log';
import { countAttempts } from '@/lib/metrics';
import { type NextStep, transition, turnsWebhookOff } from '@/lib/webhooks/core/delivery-transition';
import { newTakesOver, triesOtherAtOnce } from '@/lib/webhooks/core/rotation';
import { renewLeases } from '@/lib/webhooks/data/lease';
import type { LeasedDelivery } from '@/lib/webhooks/data/leased-delivery';
import { promoteSecrets } from '@/lib/webhooks/data/rotation';
import { type Settled, type Settlement, settleAttempts } from '@/lib/webhooks/data/settle';
import { turnOffFailing, turnOffGone } from '@/lib/webhooks/data/turn-off';
import { notifyDue } from '@/lib/webhooks/data/wake-up';
import type { EndedAttempt } from './attempt';
import { GroupCommit } from './group-commit';

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
/** What has waited for so long to be written is no longer a matter of a moment. */
const RENEW_AFTER_MS = 10_000;

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

  /** By token: how many deliveries of the lease are not settled yet. */
  private readonly open = new Map<string, number>();
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
      leaseToken: delivery.leaseToken,
      number: delivery.attemptNumber,
      attempt: attempt.record,
      status: step.status,
      retryCount: 'retryCount' in step ? step.retryCount : delivery.retryCount,
      next: nextOf(step),
      // Half of an attempt: what it says of the webhook shows with the other secret.
      counts: !delivery.test && !triesOther,
      gone: turnsWebhookOff(delivery, attempt.result),
    };
  }

  /**
   * Keeps the leases of what could not be written for long, as when a row is locked: while this process lives and knows
   * of it, nobody is to send it again. `ms`: how long a lease lasts.
   */
  async renew(ms: number): Promise<void> {
    const before = performance.now() - RENEW_AFTER_MS;
    const late = [...this.unwritten].filter(({ since }) => since < before);
    if (late.length > 0) await renewLeases([...new Set(late.map(({ leaseToken }) => leaseToken))], ms);
  }

  /** Gives up what the database does not take any more: the process ends. */
  stop(): void {
    this.stopped = true;
  }

  private async commit(items: Ended[]): Promise<(Settled | Promise<Settled>)[]> {
    const endedLeases = this.countDown(items);
    try {
      return await this.commitTogether(items, endedLeases);
    } catch (error) {
      if (items.length === 1 || isDatabaseAway(error)) throw error;
      // One that the database refuses must not take the others along: all of them would be sent again.
      const alone = items.map((item) => this.commitAlone(item));
      await Promise.allSettled(alone);
      return alone;
    }
  }

  private async commitAlone(item: Ended): Promise<Settled> {
    const [settled] = await this.commitTogether([item], []);
    return settled ?? { written: false };
  }

  private async commitTogether(items: Ended[], endedLeases: readonly string[]): Promise<Settled[]> {
    const settled = await this.persist(() => settleAttempts(items, endedLeases));
    const written = items.filter((_, index) => settled[index]?.written);
    countAttempts(written.map(({ attempt }) => attempt));
    await rotate(written);
    await this.turnOff(items);
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

  private countDown(items: readonly Settlement[]): string[] {
    const ended: string[] = [];
    for (const { leaseToken } of items) {
      const left = this.open.get(leaseToken);
      if (left === undefined) continue;
      if (left > 1) this.open.set(leaseToken, left - 1);
      else {
        this.open.delete(leaseToken);
        ended.push(leaseToken);
      }
    }
    return ended;
  }

  /** What was settled stays settled even if this fails: the next failure of the webhook comes by here again. */
  private async turnOff(items: readonly Settlement[]): Promise<void> {
    const failed = items.filter(({ counts, attempt }) => counts && attempt.outcome !== 'success');
    if (failed.length === 0) return;
    try {
      const gone = failed.filter((item) => item.gone).map(({ webhookId }) => webhookId);
      const off = gone.length > 0 ? await turnOffGone(gone) : [];
      off.push(...(await turnOffFailing([...new Set(failed.map(({ webhookId }) => webhookId))])));
      for (const webhook of off) log.warn({ webhook }, 'webhook turned off by its receiver');
    } catch (error) {
      log.error({ reason: (error as Error).message }, 'could not turn off a webhook');
    }
  }
}

/** What an attempt says of a rotation that is under way. */
interface RotationNews {
  /** The other secret is to be tried at once. */
  triesOther: boolean;
  /** The new secret that its receiver has accepted just now. */
  acceptedId: string | null;
}

function rotationOf({ record, signedBy }: EndedAttempt): RotationNews {
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
