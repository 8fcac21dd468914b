import { randomUUID } from 'node:crypto';
import { deliveryBody } from '../events';
import { inParallel } from '../harness/in-parallel';

/** What a job of a peer's queue carries: all that sending takes. */
export interface DeliveryJob {
  deliveryId: string;
  body: string;
}

const BULK = 500;

/** Hands `count` new jobs to `add` in bulks, two at a time, as one caller at a time leaves the queue's server idle. */
export function enqueueInBulks(count: number, add: (jobs: DeliveryJob[]) => Promise<unknown>): Promise<void> {
  return inParallel(2, Math.ceil(count / BULK), (index) =>
    add(
      Array.from({ length: Math.min(BULK, count - index * BULK) }, () => ({
        deliveryId: randomUUID(),
        body: deliveryBody(),
      })),
    ),
  );
}

/** Resolves when `done` was called so many times. */
export function countdown(count: number): { done: (by?: number) => void; all: Promise<void> } {
  let left = count;
  let finish: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return {
    done: (by = 1) => {
      left -= by;
      if (left <= 0) finish();
    },
    all,
  };
}
