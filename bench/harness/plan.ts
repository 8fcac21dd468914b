/** How much is measured. Seconds and counts are chosen so that `--quick` ends in two minutes on two cores. */
export interface Plan {
  name: 'quick' | 'full';
  /** Of throughput, hanging endpoint and intake. */
  rounds: number;
  /** Of one run in a round. */
  seconds: number;
  latencySeconds: number;
  /** Deliveries in the history, the baseline first. */
  historySizes: readonly [number, ...number[]];
  /** Deliveries after which memory is read. */
  memoryAt: readonly [number, number];
}

export const QUICK: Plan = {
  name: 'quick',
  rounds: 3,
  seconds: 1,
  latencySeconds: 8,
  historySizes: [1000, 100_000],
  memoryAt: [10_000, 50_000],
};

export const FULL: Plan = {
  name: 'full',
  rounds: 7,
  seconds: 4,
  latencySeconds: 60,
  historySizes: [1000, 100_000, 2_000_000],
  memoryAt: [10_000, 100_000],
};
