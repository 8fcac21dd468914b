import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/**
 * What a process counts of itself while it works. Cheap enough for the hot path: a call is a look-up in a small map
 * and an addition. No label holds an organisation, an address or anything else that has no end.
 */

/** Seconds: from a receiver next door to the longest time limit. */
const DURATION_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60];

function createMetrics() {
  const registers = [new Registry()];
  return {
    register: registers[0] as Registry,
    attempts: new Counter({
      name: 'voki_delivery_attempts_total',
      help: 'Recorded delivery attempts of this process. code is empty on success.',
      labelNames: ['trigger', 'outcome', 'code'],
      registers,
    }),
    durations: new Histogram({
      name: 'voki_delivery_attempt_duration_seconds',
      help: 'Duration of recorded delivery attempts of this process.',
      labelNames: ['outcome'],
      buckets: DURATION_BUCKETS,
      registers,
    }),
    events: new Counter({
      name: 'voki_intake_events_total',
      help: 'Events that the intake of this process judged: accepted, repeated, refused.',
      labelNames: ['result'],
      registers,
    }),
    requests: new Counter({
      name: 'voki_intake_requests_total',
      help: 'Requests to the intake of this process, by status of the answer.',
      labelNames: ['status'],
      registers,
    }),
    inFlight: new Gauge({
      name: 'voki_deliveries_in_flight',
      help: 'Deliveries that this process is sending from the queue now.',
      registers,
    }),
    pool: new Gauge({
      name: 'voki_database_connections',
      help: 'Connections of this process to the database: open, and of those idle.',
      labelNames: ['state'],
      registers,
    }),
    poolWaiting: new Gauge({
      name: 'voki_database_waiting',
      help: 'Statements of this process that wait for a connection.',
      registers,
    }),
    queueDue: new Gauge({
      name: 'voki_queue_due',
      help: 'Deliveries of all processes that are due and not being sent, counted up to 10000.',
      registers,
    }),
    queueAge: new Gauge({
      name: 'voki_queue_oldest_due_seconds',
      help: 'How long the oldest of those has been due; 0 when there is none.',
      registers,
    }),
    queueKnown: new Gauge({
      name: 'voki_queue_known',
      help: '1 when the queue could be asked within two seconds, else 0 and its two figures are missing.',
      registers,
    }),
  };
}

type Metrics = ReturnType<typeof createMetrics>;

const holder = globalThis as typeof globalThis & { __vokiMetrics?: Metrics; __vokiProcessMetrics?: true };

/** The process's one set. It hangs on globalThis, as Next bundles instrumentation and route handlers apart. */
export function metrics(): Metrics {
  holder.__vokiMetrics ??= createMetrics();
  return holder.__vokiMetrics;
}

/** Adds what Node tells of itself (memory, event loop, garbage collection), from the first scrape on. */
export function watchProcess(): void {
  if (holder.__vokiProcessMetrics) return;
  holder.__vokiProcessMetrics = true;
  collectDefaultMetrics({ register: metrics().register });
}

/** One attempt that ended and was recorded. `durationMs` in milliseconds. */
export interface CountedAttempt {
  trigger: string;
  outcome: string;
  code: string | null;
  durationMs: number;
}

/** Counts attempts once they are durable. */
export function countAttempts(attempts: readonly CountedAttempt[]): void {
  const { attempts: counter, durations } = metrics();
  for (const { trigger, outcome, code, durationMs } of attempts) {
    counter.inc({ trigger, outcome, code: code ?? '' });
    durations.observe({ outcome }, durationMs / 1000);
  }
}

/** Counts what the intake made of an event. */
export function countEvent(result: 'accepted' | 'repeated' | 'refused'): void {
  metrics().events.inc({ result });
}

/** Counts an answer of the intake. */
export function countIntakeRequest(status: number): void {
  metrics().requests.inc({ status });
}
