import { log } from '@/lib/log';

/** How often a process that runs notes that it does. */
const BEAT_MS = 200;
/** Whoever did not get to run for so long stood still: more than garbage collection or a busy machine takes. */
const STILL_MS = 1000;

/**
 * Whether this process stood still: it was stopped, its machine was paused, moved or out of memory, or one turn of its
 * event loop took that long. While anything is under way it notes five times a second that it runs.
 */
export class Pulse {
  private underWay = 0;
  private timer: NodeJS.Timeout | null = null;
  private lastBeat = 0;
  /** The last standstill. Either it lies in the time that is asked about, or those before it do not either. */
  private from = Number.NEGATIVE_INFINITY;
  private to = Number.NEGATIVE_INFINITY;

  /** Something is under way for which {@link stoodStillSince} may be asked, until {@link end}. */
  begin(): void {
    this.underWay++;
    if (this.timer) return;
    this.lastBeat = performance.now();
    this.timer = setInterval(() => this.tick(), BEAT_MS).unref();
  }

  end(): void {
    this.underWay--;
  }

  /**
   * Whether it did for {@link STILL_MS} after `since` at least, which is a time of `performance.now()`. Right after a
   * standstill too: whoever asks may have been woken before the timer.
   */
  stoodStillSince(since: number): boolean {
    this.beat();
    return this.to - Math.max(this.from, since) >= STILL_MS;
  }

  private tick(): void {
    this.beat();
    if (this.underWay > 0 || !this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
  }

  private beat(): void {
    const now = performance.now();
    const pause = now - this.lastBeat;
    if (pause >= STILL_MS) {
      this.from = this.lastBeat;
      this.to = now;
      log.warn({ seconds: Math.round(pause / 100) / 10 }, 'this process stood still');
    }
    this.lastBeat = now;
  }
}
