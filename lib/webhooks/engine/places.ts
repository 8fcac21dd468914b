import type { LeasedDelivery } from '@/lib/webhooks/data/leased-delivery';

/** How many attempts may run at a time. */
export interface PlacesOptions {
  /** In all (DELIVERY_CONCURRENCY). */
  concurrency: number;
  /** Of one webhook (DELIVERY_ENDPOINT_CONCURRENCY). */
  webhookConcurrency: number;
}

/** The places of a worker: what is being sent, and what room that leaves, in all and for each webhook. */
export class Places {
  private readonly active = new Set<LeasedDelivery>();
  private readonly sendingOf = new Map<string, number>();
  /** Webhooks that got all the places they had: there may be more in the queue for them. */
  private readonly full = new Set<string>();
  private reserved = 0;

  constructor(private readonly options: PlacesOptions) {}

  /** What is being sent. */
  taken(): LeasedDelivery[] {
    return [...this.active];
  }

  get sending(): number {
    return this.active.size;
  }

  /** Places that are neither taken nor reserved. */
  get free(): number {
    return Math.max(this.options.concurrency - this.active.size - this.reserved, 0);
  }

  /** Of each webhook that is being sent to: how many. A copy, to be compared with what a statement makes of it. */
  busy(): Map<string, number> {
    return new Map(this.sendingOf);
  }

  /** Sets places aside until {@link unreserve}. */
  reserve(count: number): void {
    this.reserved += count;
  }

  unreserve(count: number): void {
    this.reserved -= count;
  }

  /** Takes places for what was leased while `busy` was being sent. */
  take(deliveries: readonly LeasedDelivery[], busy: ReadonlyMap<string, number>): void {
    for (const delivery of deliveries) {
      const { webhookId } = delivery;
      this.active.add(delivery);
      this.sendingOf.set(webhookId, (this.sendingOf.get(webhookId) ?? 0) + 1);
    }
    const got = new Map<string, number>();
    for (const { webhookId } of deliveries) got.set(webhookId, (got.get(webhookId) ?? 0) + 1);
    for (const [webhookId, count] of got)
      if (count + (busy.get(webhookId) ?? 0) >= this.options.webhookConcurrency) this.full.add(webhookId);
  }

  /** Frees the place of a delivery; false when it had none any more. */
  leave(delivery: LeasedDelivery): boolean {
    if (!this.active.delete(delivery)) return false;
    const left = (this.sendingOf.get(delivery.webhookId) ?? 1) - 1;
    if (left > 0) this.sendingOf.set(delivery.webhookId, left);
    else this.sendingOf.delete(delivery.webhookId);
    return true;
  }

  /** Whether a webhook that may have more in the queue has half of its places free again. */
  wantsMore(webhookId: string): boolean {
    const half = this.options.webhookConcurrency / 2;
    return this.full.has(webhookId) && (this.sendingOf.get(webhookId) ?? 0) <= half;
  }

  /** The queue is about to be asked: what it then has for webhooks with free places will be known. */
  askAgain(): void {
    for (const webhookId of this.full)
      if ((this.sendingOf.get(webhookId) ?? 0) < this.options.webhookConcurrency) this.full.delete(webhookId);
  }
}
