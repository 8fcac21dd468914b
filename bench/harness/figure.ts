import { medianCpu, medianRate, medianRatio, type Results } from './rounds';

export interface Quantity {
  value: number;
  unit: string;
}

/** One line of the report. */
export interface Figure {
  name: string;
  ours: Quantity;
  /** What it is held against. */
  baseline: { name: string; quantity: Quantity } | null;
  /** Of ours to the baseline's. */
  ratio: number | null;
  /** Processor microseconds of the process that did the work, for each delivery or event: ours and the baseline's. */
  cpuMicros: { ours: number; baseline: number | null } | null;
}

/** A line that could not be measured, and why. */
export interface Absent {
  name: string;
  absent: string;
}

export type Line = Figure | Absent;

/** What belongs together under one heading. */
export interface Section {
  title: string;
  lines: Line[];
}

/** The throughput of `ours` against that of `baseline`, from turns that both took. `unit`: as in 'deliveries/s'. */
export function throughput(
  results: Results,
  name: string,
  [ours, baseline]: [string, string],
  unit: string,
): Figure {
  return {
    name,
    ours: { value: medianRate(results, ours), unit },
    baseline: { name: baseline, quantity: { value: medianRate(results, baseline), unit } },
    ratio: medianRatio(results, ours, baseline),
    cpuMicros: { ours: medianCpu(results, ours), baseline: medianCpu(results, baseline) },
  };
}

/** One value, held against a baseline when there is one. */
export function single(
  name: string,
  value: number,
  unit: string,
  baseline: { name: string; value: number } | null = null,
): Figure {
  return {
    name,
    ours: { value, unit },
    baseline: baseline && { name: baseline.name, quantity: { value: baseline.value, unit } },
    ratio: baseline && value / baseline.value,
    cpuMicros: null,
  };
}
