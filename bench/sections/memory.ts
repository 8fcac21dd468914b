import type { EngineProcess, Memory } from '../engine';
import { type Bench, endpointsOf } from '../harness/bench';
import { startChild } from '../harness/children';
import { type Section, single } from '../harness/figure';
import { Undo } from '../harness/undo';

const STEP = 10_000;

/** Memory of a sending process after its first ten thousand deliveries, and after many more. */
export function measureMemory(bench: Bench): Promise<Section> {
  return Undo.scope(async (undo) => {
    const database = await bench.server.create('memory');
    const engine = await startChild<EngineProcess>(undo, 'bench/engine.ts', {
      env: { DATABASE_URL: database },
      flags: ['--expose-gc'],
    });
    const [endpoint] = await engine.subscribeTogether(endpointsOf(bench, 1));
    const organizations = endpoint ? [endpoint.organizationId] : [];
    await engine.startWorker();
    let delivered = 0;
    const after = async (count: number): Promise<Memory> => {
      for (; delivered < count; delivered += STEP) {
        bench.signal.throwIfAborted();
        await engine.deliver(organizations, STEP, []);
      }
      return engine.memory();
    };
    const [few, many] = bench.plan.memoryAt;
    const first = await after(few);
    const last = await after(many);
    const line = (name: string, of: keyof Memory) =>
      single(name, last[of] / 2 ** 20, 'MiB', {
        name: `after ${few.toLocaleString('en-US')}`,
        value: first[of] / 2 ** 20,
      });
    const deliveries = `after ${many.toLocaleString('en-US')} deliveries`;
    return {
      title: 'Memory of a sending process',
      lines: [line(`resident ${deliveries}`, 'rss'), line(`heap ${deliveries}`, 'heap')],
    };
  });
}
