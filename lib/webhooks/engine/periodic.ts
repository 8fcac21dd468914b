import { isDatabaseAway } from '@/lib/database-away';
import { log, logFault } from '@/lib/log';

/** Work that is done again and again beside deliveries, never twice at once. A run that fails is made up for by the next. */
export class Periodic {
  private timer: NodeJS.Timeout | null = null;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  /**
   * @param name of the work, for the log
   * @param everyMs between the end of a run and the next one
   * @param firstMs between the start and the first run
   */
  constructor(
    private readonly name: string,
    private readonly everyMs: number,
    private readonly work: (stopped: AbortSignal) => Promise<unknown>,
    private readonly firstMs = everyMs,
  ) {}

  start(): void {
    if (this.timer || this.stopping.signal.aborted) return;
    this.schedule(this.firstMs);
  }

  /** Waits for the run that is under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    if (this.timer) clearTimeout(this.timer);
    await this.running;
  }

  private schedule(ms: number): void {
    this.timer = setTimeout(() => {
      this.running = this.run().finally(() => this.stopping.signal.aborted || this.schedule(this.everyMs));
    }, ms).unref();
  }

  private async run(): Promise<void> {
    try {
      await this.work(this.stopping.signal);
    } catch (error) {
      if (isDatabaseAway(error)) log.warn(`database away, ${this.name} waits`);
      else logFault(this.name, error);
    }
  }
}
