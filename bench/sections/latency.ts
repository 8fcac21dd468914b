import type { EngineProcess } from '../engine';
import { type Bench, endpointsOf } from '../harness/bench';
import { type Remote, startChild } from '../harness/children';
import { type Figure, type Section, single } from '../harness/figure';
import { percentile } from '../harness/measure';
import { Undo } from '../harness/undo';

const EVERY_MS = 100;
/** Connections, prepared statements and secrets are there after a few. */
const WARM_UP = 20;

/** From 202 to arrival at ten events a second: in one process, and with a worker in another. */
export async function measureLatency(bench: Bench): Promise<Section> {
  const alone = await Undo.scope(async (undo) => {
    const database = await bench.server.create('latency');
    const engine = await startEngine(undo, database);
    await engine.startWorker();
    return latencies(bench, engine);
  });
  const across = await Undo.scope(async (undo) => {
    const database = await bench.server.create('latency_across');
    const worker = await startEngine(undo, database);
    await worker.startWorker();
    return latencies(bench, await startEngine(undo, database));
  });
  return {
    title: 'From 202 to arrival, ten events a second',
    lines: [...figures('in one process', alone), ...figures('across processes', across)],
  };
}

function startEngine(undo: Undo, database: string): Promise<Remote<EngineProcess>> {
  return startChild<EngineProcess>(undo, 'bench/engine.ts', { env: { DATABASE_URL: database } });
}

/** Milliseconds, one for each event that `publisher` publishes. */
async function latencies(bench: Bench, publisher: Remote<EngineProcess>): Promise<number[]> {
  const [endpoint] = await publisher.subscribeTogether(endpointsOf(bench, 1));
  if (!endpoint) throw new Error('no endpoint');
  const count = (bench.plan.latencySeconds * 1000) / EVERY_MS;
  await publisher.publishEvery(endpoint.organizationId, EVERY_MS, WARM_UP);
  await bench.receiver.note();
  const accepted = await publisher.publishEvery(endpoint.organizationId, EVERY_MS, count);
  await publisher.settled();
  const arrivals = new Map((await bench.receiver.noted()).map(({ subject, at }) => [subject, at]));
  return accepted.map(({ subject, at }) => {
    const arrived = arrivals.get(subject);
    if (arrived === undefined) throw new Error(`an event of ${count} did not arrive`);
    return arrived - at;
  });
}

function figures(where: string, values: readonly number[]): Figure[] {
  return [
    single(`${where}, p50 of ${values.length}`, percentile(values, 0.5), 'ms'),
    single(`${where}, p99`, percentile(values, 0.99), 'ms'),
  ];
}
