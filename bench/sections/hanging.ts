import type { EngineProcess } from '../engine';
import { type Bench, endpointsOf } from '../harness/bench';
import { startChild } from '../harness/children';
import { type Section, throughput } from '../harness/figure';
import type { Measure } from '../harness/measure';
import { takeTurns } from '../harness/rounds';
import { Undo } from '../harness/undo';

const ENDPOINTS = 50;
const HANGING = 0;
const ALL_ANSWER = 'all 50 answer';
const ONE_HANGS = 'one of 50 hangs';
const WARM_UP = 5000;

/** What the other 49 get when one endpoint takes requests and never answers. */
export function measureHanging(bench: Bench): Promise<Section> {
  return Undo.scope(async (undo) => {
    const database = await bench.server.create('hanging');
    const engine = await startChild<EngineProcess>(undo, 'bench/engine.ts', {
      env: { DATABASE_URL: database },
    });
    const endpoints = await engine.subscribeApart(endpointsOf(bench, ENDPOINTS));
    const organizations = endpoints.map(({ organizationId }) => organizationId);
    const hanging = endpoints.slice(HANGING, HANGING + 1).map(({ webhookId }) => webhookId);
    await engine.startWorker();

    /** `except`: the webhooks that are not waited for; the events of all others are counted. */
    const run = async (count: number, except: string[]): Promise<Measure> => {
      bench.signal.throwIfAborted();
      const rounds = Math.ceil(count / ENDPOINTS);
      const measure = await engine.deliver(organizations, rounds * ENDPOINTS, except);
      return { ...measure, count: rounds * (ENDPOINTS - except.length) };
    };
    const results = await takeTurns(
      [
        { name: ALL_ANSWER, warmUp: WARM_UP, run: (count) => run(count, []) },
        {
          name: ONE_HANGS,
          warmUp: WARM_UP,
          run: async (count) => {
            await bench.receiver.hang(HANGING);
            const measure = await run(count, hanging);
            await bench.receiver.hang(-1);
            // What waited for the hanging one must not fall into the next turn.
            await engine.settled();
            return measure;
          },
        },
      ],
      bench.plan,
    );
    return {
      title: 'One endpoint of 50 hangs',
      lines: [throughput(results, 'the other 49', [ONE_HANGS, ALL_ANSWER], 'deliveries/s')],
    };
  });
}
