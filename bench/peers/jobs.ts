import { randomUUID } from 'node:crypto';
import { CALLERS, deliveryBody } from '../events';
import { inParallel } from '../harness/in-parallel';

/** What a job of a peer's queue carries: all that sending takes. */
export interface DeliveryJob {
  deliveryId: string;
  body: string;
}

/**
 * How a peer gets its jobs: hundreds at once and nothing else kept, or as an intake gets events: each from a caller of
 * its own, who is answered when the event, its delivery and the job are durable.
 */
export type Acceptance = 'in bulks' | 'one by one';

/** What a peer does with new jobs, either way. */
interface Accept {
  'in bulks': (jobs: DeliveryJob[]) => Promise<unknown>;
  'one by one': (job: DeliveryJob) => Promise<unknown>;
}

const BULK = 500;

const newJob = (): DeliveryJob => ({ deliveryId: randomUUID(), body: deliveryBody() });

/** Hands `count` new jobs over. Bulks come two at a time, as one at a time leaves the queue's server idle. */
export function enqueue(count: number, acceptance: Acceptance, accept: Accept): Promise<void> {
  if (acceptance === 'one by one') return inParallel(CALLERS, count, () => accept['one by one'](newJob()));
  return inParallel(2, Math.ceil(count / BULK), (index) =>
    accept['in bulks'](Array.from({ length: Math.min(BULK, count - index * BULK) }, newJob)),
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
