/** What one run of a sender or a server took. */
export interface Measure {
  /** Deliveries, requests or events. */
  count: number;
  ms: number;
  /** Processor time, user and system, of the process that did the work, in microseconds. */
  cpuMicros: number;
}

/** Runs `work`, which handles `count` things in this process, and tells what it took. */
export async function measured(count: number, work: () => Promise<unknown>): Promise<Measure> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  await work();
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  return { count, ms, cpuMicros: user + system };
}

/** Per second. */
export function rate({ count, ms }: Measure): number {
  return (count / ms) * 1000;
}

/** Processor microseconds for each thing handled. */
export function cpuOfEach({ count, cpuMicros }: Measure): number {
  return cpuMicros / count;
}

/** The middle value, or the mean of the two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/** The value below which the share `p` (0 to 1) of `values` lies, by nearest rank; NaN of nothing. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(Math.ceil(sorted.length * p) - 1, 0)] ?? Number.NaN;
}
