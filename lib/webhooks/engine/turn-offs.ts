import { log } from '@/lib/log';
import { type GoneAddress, turnOffFailing, turnOffGone } from '@/lib/webhooks/data/turn-off';

/**
 * Turns webhooks off for what their receivers say. Beside the commits, as it waits where somebody holds the webhook's
 * row, and one after the other. If it fails nothing is lost: the next failure of the webhook comes by here again.
 */
export class TurnOffs {
  private gone: GoneAddress[] = [];
  private readonly failing = new Set<string>();
  private running: Promise<void> | null = null;

  /**
   * @param gone addresses that answered 410
   * @param failing webhooks that have failed for long
   */
  note(gone: readonly GoneAddress[], failing: readonly string[]): void {
    if (gone.length === 0 && failing.length === 0) return;
    this.gone.push(...gone);
    for (const id of failing) this.failing.add(id);
    this.running ??= this.run();
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.gone.length > 0 || this.failing.size > 0) {
      const gone = this.gone.splice(0);
      const failing = [...this.failing];
      this.failing.clear();
      try {
        const off = gone.length > 0 ? await turnOffGone(gone) : [];
        if (failing.length > 0) off.push(...(await turnOffFailing(failing)));
        for (const webhook of off) log.warn({ webhook }, 'webhook turned off by its receiver');
      } catch (error) {
        log.error({ reason: (error as Error).message }, 'could not turn off a webhook');
      }
    }
    // In the same breath as the look above: what is noted from now on begins anew.
    this.running = null;
  }
}
