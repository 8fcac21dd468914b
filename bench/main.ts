import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Bench } from './harness/bench';
import { startChild, stopChildren } from './harness/children';
import { startServer } from './harness/database';
import type { Section } from './harness/figure';
import { describeSetting } from './harness/machine';
import { FULL, QUICK } from './harness/plan';
import { markdown, textTable } from './harness/report';
import { Undo } from './harness/undo';
import type { Receiver } from './receiver';
import { measureGrowth } from './sections/growth';
import { measureHanging } from './sections/hanging';
import { measureIntake } from './sections/intake';
import { measureLatency } from './sections/latency';
import { measureMemory } from './sections/memory';
import { measureThroughput } from './sections/throughput';

const ENDPOINTS = 50;
const RESULTS = 'bench/results.md';

export interface BenchOptions {
  quick: boolean;
  /** Only the sections whose names are given; all when empty. Then no page is written. */
  only: readonly string[];
  signal: AbortSignal;
  progress: (what: string) => void;
}

/** By name, in the order of the report. */
const SECTIONS: Record<string, (bench: Bench) => Promise<Section>> = {
  throughput: measureThroughput,
  intake: measureIntake,
  latency: measureLatency,
  hanging: measureHanging,
  growth: measureGrowth,
  memory: measureMemory,
};

export const SECTION_NAMES: readonly string[] = Object.keys(SECTIONS);

/** Runs the benchmarks, prints the table and writes bench/results.md. Whatever it starts is stopped, also when it fails. */
export function runBench({ quick, only, signal, progress }: BenchOptions): Promise<void> {
  // Of every process of this run; the product's defaults for all else.
  Object.assign(process.env, ENVIRONMENT);
  const plan = quick ? QUICK : FULL;
  signal.addEventListener('abort', stopChildren, { once: true });
  return Undo.scope(async (undo) => {
    const server = await startServer(undo);
    signal.throwIfAborted();
    const receiver = await startChild<Receiver>(undo, 'bench/receiver.ts');
    const endpoints = await receiver.open(ENDPOINTS);
    const sections: Section[] = [];
    for (const [name, measure] of Object.entries(SECTIONS)) {
      if (only.length > 0 && !only.includes(name)) continue;
      signal.throwIfAborted();
      progress(name);
      sections.push(await measure({ plan, server, receiver, endpoints, signal, progress }));
    }
    console.log(`\n${textTable(sections)}\n`);
    if (only.length > 0) return;
    const setting = describeSetting({ PostgreSQL: server.version }, new Date());
    writeFileSync(RESULTS, markdown(sections, setting, plan.name));
    progress(`Written to ${RESULTS}`);
  });
}

const ENVIRONMENT = {
  NODE_ENV: 'production',
  LOG_LEVEL: 'error',
  AUTH_SECRET: randomBytes(32).toString('base64'),
  AUTH_URL: 'http://127.0.0.1:3000',
  ENCRYPTION_KEYS: `bench:${randomBytes(32).toString('base64')}`,
  DELIVERY_ALLOWED_PRIVATE_HOSTS: '127.0.0.0/8',
};
