import { randomInt } from 'node:crypto';

/** Random numbers that can be had again: by FAULT_SEED, which each test that uses them prints. */
export interface SeededRandom {
  seed: number;
  /** From 0 up to 1. */
  next: () => number;
  /** From `from` up to `to`. */
  between: (from: number, to: number) => number;
}

/** The mulberry32 generator. */
export function seededRandom(seed = Number(process.env.FAULT_SEED || randomInt(2 ** 31))): SeededRandom {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { seed, next, between: (from, to) => from + next() * (to - from) };
}
