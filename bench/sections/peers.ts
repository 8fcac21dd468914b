import { type Bench, endpointsOf } from '../harness/bench';
import { startChild } from '../harness/children';
import type { Absent } from '../harness/figure';
import { versionOf } from '../harness/machine';
import type { Measure } from '../harness/measure';
import type { Contender } from '../harness/rounds';
import type { Undo } from '../harness/undo';
import type { Peer as BullMq } from '../peers/bullmq';
import type { Peer as GraphileWorker } from '../peers/graphile-worker';
import { installPeers } from '../peers/install';
import type { Acceptance } from '../peers/jobs';
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
  const contenders = [
    ...bothWays(named('graphile-worker'), (count, acceptance) => graphileWorker.run(url, count, acceptance)),
    ...bothWays(named('pg-boss'), (count, acceptance) => pgBoss.run(url, count, acceptance)),
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
  contenders.push(
    ...bothWays(`${named('bullmq')}, Redis ${redis.version}`, (count, acceptance) =>
      bullMq.run(url, count, acceptance, redis.port),
    ),
  );
  return { contenders, absent: [] };
}

/** As a sender alone would have it, and as a team has it whose events come one by one. */
function bothWays(
  peer: string,
  run: (count: number, acceptance: Acceptance) => Promise<Measure>,
): Contender[] {
  return (['in bulks', 'one by one'] as const).map((acceptance) => ({
    name: `${peer}, ${acceptance}`,
    warmUp: WARM_UP,
    run: (count) => run(count, acceptance),
  }));
}

function named(peer: string): string {
  return `${peer} ${versionOf(`bench/node_modules/${peer}`)}`;
}
