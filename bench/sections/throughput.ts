import type { EngineProcess } from '../engine';
import { type Bench, endpointsOf } from '../harness/bench';
import { startChild } from '../harness/children';
import { type Line, type Section, throughput } from '../harness/figure';
import { type Contender, takeTurns } from '../harness/rounds';
import { Undo } from '../harness/undo';
import type { Limit } from '../limit';
import { peers } from './peers';

const FAN_OUT = 5;
const LIMIT = 'the limit';
const LIMIT_5 = 'the limit, 5 endpoints';
const OURS = 'ours, 1 endpoint';
const OURS_WIDE = 'ours, 1 endpoint, 50 at a time';
const OURS_5 = 'ours, fan-out 5';
const WARM_UP = 10_000;

/** Deliveries a second: the limit, ours, and the peers, all in turns. */
export function measureThroughput(bench: Bench): Promise<Section> {
  return Undo.scope(async (undo) => {
    const others = await peers(bench, undo);
    const contenders = [
      ...(await limits(bench, undo)),
      await ours(bench, undo, { name: OURS, endpoints: 1, env: {} }),
      await ours(bench, undo, {
        name: OURS_WIDE,
        endpoints: 1,
        env: { DELIVERY_ENDPOINT_CONCURRENCY: '50' },
      }),
      await ours(bench, undo, { name: OURS_5, endpoints: FAN_OUT, env: {} }),
      ...others.contenders,
    ].map((contender) => checked(bench, contender));
    bench.progress(`Throughput: ${contenders.map(({ name }) => name).join(' · ')}`);
    const results = await takeTurns(contenders, bench.plan);
    const unit = 'deliveries/s';
    const lines: Line[] = [
      throughput(results, '1 endpoint', [OURS, LIMIT], unit),
      throughput(results, '1 endpoint, 50 at a time to it', [OURS_WIDE, LIMIT], unit),
      throughput(results, 'fan-out 5', [OURS_5, LIMIT_5], unit),
      ...others.contenders.map(({ name }) => throughput(results, '1 endpoint', [OURS, name], unit)),
      ...others.absent,
    ];
    return { title: 'Deliveries, recorded and durable', lines };
  });
}

async function limits(bench: Bench, undo: Undo): Promise<Contender[]> {
  const limit = await startChild<Limit>(undo, 'bench/limit.ts');
  return [
    { name: LIMIT, endpoints: 1 },
    { name: LIMIT_5, endpoints: FAN_OUT },
  ].map(({ name, endpoints }) => ({
    name,
    warmUp: WARM_UP,
    run: (count) => limit.run(endpointsOf(bench, endpoints), count),
  }));
}

interface Ours {
  name: string;
  endpoints: number;
  env: Record<string, string>;
}

async function ours(bench: Bench, undo: Undo, { name, endpoints, env }: Ours): Promise<Contender> {
  const database = await bench.server.create(`engine_${name.replace(/\W+/g, '_')}`);
  const engine = await startChild<EngineProcess>(undo, 'bench/engine.ts', {
    env: { ...env, DATABASE_URL: database },
  });
  const [first] = await engine.subscribeTogether(endpointsOf(bench, endpoints));
  const organizations = first ? [first.organizationId] : [];
  return {
    name,
    warmUp: WARM_UP,
    run: async (count) => {
      // Between its turns it must not poll into the others'.
      await engine.startWorker();
      const events = Math.ceil(count / endpoints);
      const measure = await engine.deliver(organizations, events, []);
      await engine.stopWorker();
      return { ...measure, count: events * endpoints };
    },
  };
}

/** A figure counts only when the receiver got as many requests as the sender says. */
function checked({ receiver, signal }: Bench, contender: Contender): Contender {
  return {
    ...contender,
    run: async (count) => {
      signal.throwIfAborted();
      const before = await receiver.received();
      const measure = await contender.run(count);
      const got = (await receiver.received()) - before;
      if (got !== measure.count)
        throw new Error(`${contender.name}: ${measure.count} deliveries were told, ${got} arrived`);
      return measure;
    },
  };
}
