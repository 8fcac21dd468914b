import { isDatabaseAway } from '@/lib/database-away';
import { logFault } from '@/lib/log';
import { releaseLeases } from '@/lib/webhooks/data/lease';
import type { LeasedDelivery } from '@/lib/webhooks/data/leased-delivery';

/** Of one statement. */
const AT_ONCE_MAX = 500;

/** Leased deliveries that are not sent after all, on their way back into the queue. */
export class GiveBacks {
  private readonly returning = new Set<LeasedDelivery>();
  private running: Promise<void> | null = null;

  /** @param onIdle nothing is being given back any more */
  constructor(private readonly onIdle: () => void) {}

  get isIdle(): boolean {
    return this.running === null;
  }

  /** Puts them back, now or as soon as the database takes it, with the next ones; resolves after the first try. */
  async add(deliveries: readonly LeasedDelivery[]): Promise<void> {
    for (const delivery of deliveries) this.returning.add(delivery);
    this.running ??= this.run().finally(() => {
      this.running = null;
      this.onIdle();
    });
    await this.running;
  }

  /** Once more what the database did not take. */
  async tryAgain(): Promise<void> {
    if (this.returning.size > 0) await this.add([]);
  }

  private async run(): Promise<void> {
    while (this.returning.size > 0) {
      const some = [...this.returning].slice(0, AT_ONCE_MAX);
      for (const delivery of some) this.returning.delete(delivery);
      try {
        await releaseLeases(some);
      } catch (error) {
        if (!isDatabaseAway(error)) logFault('release leases', error);
        // Until then their leases last.
        else for (const delivery of some) this.returning.add(delivery);
        return;
      }
    }
  }
}
