import { cpuOfEach, type Measure, median, rate } from './measure';

/** One of several that are measured against each other. */
export interface Contender {
  name: string;
  /** Does its work once, for about `seconds`, and tells what it took. */
  run: (count: number) => Promise<Measure>;
  /** How much it does to get warm: a cold start costs up to 30% over the first 10,000 deliveries. */
  warmUp: number;
}

export interface RoundsOptions {
  rounds: number;
  /** About how long each run is. */
  seconds: number;
}

/** Measures by name, one for each round, in the order of the rounds. */
export type Results = ReadonlyMap<string, readonly Measure[]>;

/**
 * Warms all of them up, then lets them take turns, so that what else the machine does meanwhile falls on all of them.
 * Each round begins with another one. The warm-up tells how much fits into `seconds`.
 */
export async function takeTurns(
  contenders: readonly Contender[],
  { rounds, seconds }: RoundsOptions,
): Promise<Results> {
  const turns = [];
  for (const { name, run, warmUp } of contenders) {
    const warm = await run(warmUp);
    turns.push({ name, run, count: Math.max(Math.round(rate(warm) * seconds), 1) });
  }
  const results = new Map<string, Measure[]>(turns.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const first = round % turns.length;
    for (const { name, run, count } of [...turns.slice(first), ...turns.slice(0, first)])
      results.get(name)?.push(await run(count));
  }
  return results;
}

export function medianRate(results: Results, name: string): number {
  return median((results.get(name) ?? []).map(rate));
}

export function medianCpu(results: Results, name: string): number {
  return median((results.get(name) ?? []).map(cpuOfEach));
}

/** The median over the rounds of what `name` reached of what `baseline` reached in the same round. */
export function medianRatio(results: Results, name: string, baseline: string): number {
  const of = results.get(baseline) ?? [];
  return median(
    (results.get(name) ?? []).map((measure, round) => {
      const other = of[round];
      return other ? rate(measure) / rate(other) : Number.NaN;
    }),
  );
}
