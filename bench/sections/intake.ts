import type { EngineProcess } from '../engine';
import { CALLERS } from '../events';
import { type Bench, endpointsOf } from '../harness/bench';
import { type Remote, startChild } from '../harness/children';
import { type Line, type Section, throughput } from '../harness/figure';
import type { Measure } from '../harness/measure';
import { type Contender, takeTurns } from '../harness/rounds';
import { Undo } from '../harness/undo';
import type { BareInsert } from '../intake/bare-insert';
import type { Loader } from '../intake/load';
import type { IntakeServer } from '../intake/server-methods';
import { emptyBare, emptyThroughNext, product, productBare } from '../intake/servers';

/** As many as a call system of some machines keeps; with fewer the server waits for them. */
const CONNECTIONS = 128;
const MANY = `from ${CALLERS} connections`;
const BATCH = 100;
const BATCH_CONNECTIONS = 8;
const INSERT = 'a bare multi-row insert';
const WARM_UP = { single: 3000, batch: 20_000 };

/** Events a second through the intake, each with an idempotency key and one webhook; the worker is off. */
export function measureIntake(bench: Bench): Promise<Section> {
  return Undo.scope(async (undo) => {
    const database = await bench.server.create('intake');
    const target = await makeTarget(bench, undo, database);
    const servers = {
      start: await product(undo, database, { door: true, signal: bench.signal }),
      next: await product(undo, database, { door: false, signal: bench.signal }),
      emptyNext: await emptyThroughNext(undo),
      bare: await productBare(undo, database),
      emptyBare: await emptyBare(undo),
    };
    const all = Object.entries(servers).flatMap(([name, server]) => (server ? [{ name, server }] : []));
    // Batches last: what PostgreSQL still does for so many rows afterwards falls on none of the single ones.
    const contenders = [
      ...all.map(({ name, server }) => post(target, name, server, null)),
      ...all
        .filter(({ name }) => name === 'bare' || name === 'emptyBare')
        .map(({ name, server }) => post(target, `${name}, ${MANY}`, server, null, CALLERS)),
      ...all.map(({ name, server }) => post(target, `${name}, batch`, server, BATCH)),
    ];
    contenders.push(await bareInsert(undo, database, target));
    const results = await takeTurns(
      contenders.map((contender) => ({
        ...contender,
        run: (count: number) => {
          bench.signal.throwIfAborted();
          return contender.run(count);
        },
      })),
      bench.plan,
    );
    const has = (name: string) => contenders.some((contender) => contender.name === name);
    const line = (name: string, ours: string, baseline: string, label: string): Line => {
      if (!has(ours)) return { name, absent: 'not there yet' };
      if (!has(baseline)) return { name, absent: 'its adapter is none that the benchmark knows' };
      const figure = throughput(results, name, [ours, baseline], 'events/s');
      return { ...figure, baseline: figure.baseline && { ...figure.baseline, name: label } };
    };
    return {
      title: 'Intake: events accepted and durable, each with an idempotency key',
      lines: [
        line('one by one, as npm start takes them', 'start', 'emptyNext', 'Next, empty handler'),
        line('one by one, through Next', 'next', 'emptyNext', 'Next, empty handler'),
        line('one by one, bare', 'bare', 'emptyBare', 'the same server, empty handler'),
        line(
          `one by one, bare, ${MANY}`,
          `bare, ${MANY}`,
          `emptyBare, ${MANY}`,
          'the same server, empty handler',
        ),
        line('batches of 100, as npm start takes them', 'start, batch', INSERT, INSERT),
        line('batches of 100, through Next', 'next, batch', 'emptyNext, batch', 'Next, empty handler'),
        line('batches of 100, through Next', 'next, batch', INSERT, INSERT),
        line('batches of 100, bare', 'bare, batch', 'emptyBare, batch', 'the same server, empty handler'),
        line('batches of 100, bare', 'bare, batch', INSERT, INSERT),
      ],
    };
  });
}

interface Target {
  loader: Remote<Loader>;
  organizationId: string;
  webhookId: string;
  key: string;
}

async function makeTarget(bench: Bench, undo: Undo, database: string): Promise<Target> {
  const engine = await startChild<EngineProcess>(undo, 'bench/engine.ts', {
    env: { DATABASE_URL: database },
  });
  const [endpoint] = await engine.subscribeTogether(endpointsOf(bench, 1));
  if (!endpoint) throw new Error('no endpoint');
  const key = await engine.ingestKey(endpoint.organizationId);
  return { loader: await startChild<Loader>(undo, 'bench/intake/load.ts'), ...endpoint, key };
}

/** The call system posts to `server`; processor time is the server's. */
function post(
  target: Target,
  name: string,
  server: Remote<IntakeServer>,
  batch: number | null,
  connections = batch === null ? CONNECTIONS : BATCH_CONNECTIONS,
): Contender {
  const run = async (count: number): Promise<Measure> => {
    const requests = Math.ceil(count / (batch ?? 1));
    const before = await server.cpuMicros();
    const ms = await target.loader.run({
      port: await server.port(),
      path: batch === null ? '/api/events' : '/api/events/batch',
      organizationId: target.organizationId,
      key: target.key,
      batch,
      requests,
      connections,
    });
    return { count: requests * (batch ?? 1), ms, cpuMicros: (await server.cpuMicros()) - before };
  };
  return { name, warmUp: batch === null ? WARM_UP.single : WARM_UP.batch, run };
}

async function bareInsert(
  undo: Undo,
  database: string,
  { organizationId, webhookId }: Target,
): Promise<Contender> {
  const store = await startChild<BareInsert>(undo, 'bench/intake/bare-insert.ts', {
    env: { DATABASE_URL: database },
  });
  return {
    name: INSERT,
    warmUp: WARM_UP.batch,
    run: (count) => store.run(organizationId, webhookId, BATCH, Math.ceil(count / BATCH)),
  };
}
