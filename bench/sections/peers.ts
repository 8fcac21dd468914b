import { type Bench, endpointsOf } from '../harness/bench';
import { startChild } from '../harness/children';
import type { Absent } from '../harness/figure';
import { versionOf } from '../harness/machine';
import type { Contender } from '../harness/rounds';
import type { Undo } from '../harness/undo';
import type { Peer as BullMq } from '../peers/bullmq';
import type { Peer as GraphileWorker } from '../peers/graphile-worker';
import { installPeers } from '../peers/install';
import type { Peer as PgBoss } from '../peers/pg-boss';
import { startRedis } from '../peers/redis';

/** Less than ours, as they take longer; enough for V8 to have compiled what is hot. */
const WARM_UP = 3000;

/** The senders on queue libraries that can run here, and those that cannot with the reason. */
export async function peers(
  bench: Bench,
  undo: Undo,
): Promise<{ contenders: Contender[]; absent: Absent[] }> {
  try {
    installPeers();
  } catch (error) {
    return { contenders: [], absent: [{ name: 'peers', absent: `left out: ${(error as Error).message}` }] };
  }
  const [url = ''] = endpointsOf(bench, 1);
  const graphileWorker = await startChild<GraphileWorker>(undo, 'bench/peers/graphile-worker.ts', {
    env: { DATABASE_URL: await bench.server.createEmpty('graphile_worker') },
  });
  const pgBoss = await startChild<PgBoss>(undo, 'bench/peers/pg-boss.ts', {
    env: { DATABASE_URL: await bench.server.createEmpty('pg_boss') },
  });
  const contenders: Contender[] = [
    {
      name: named('graphile-worker'),
      warmUp: WARM_UP,
      run: (count) => graphileWorker.run(url, count),
    },
    { name: named('pg-boss'), warmUp: WARM_UP, run: (count) => pgBoss.run(url, count) },
  ];
  const redis = await startRedis(undo);
  if (!redis)
    return {
      contenders,
      absent: [
        {
          name: named('bullmq'),
          absent: "left out: no redis-server or valkey-server of the system's packages",
        },
      ],
    };
  const bullMq = await startChild<BullMq>(undo, 'bench/peers/bullmq.ts', {
    env: { DATABASE_URL: await bench.server.createEmpty('bullmq') },
  });
  contenders.push({
    name: `${named('bullmq')}, Redis ${redis.version}`,
    warmUp: WARM_UP,
    run: (count) => bullMq.run(url, count, redis.port),
  });
  return { contenders, absent: [] };
}

function named(peer: string): string {
  return `${peer} ${versionOf(`bench/node_modules/${peer}`)}`;
}
