import { beforeAll, expect, it } from 'vitest';
import { env } from '@/lib/env';
import { type SilentNetwork, startSilentNetwork } from '@/lib/testing/silent-network';
import { administer } from '@/lib/testing/test-server';
import { databaseTime } from '@/lib/webhooks/data/lease';
import { DatabaseClock } from './database-clock';
import { QueueWatch } from './queue-watch';

let network: SilentNetwork;
let direct: string;

beforeAll(async () => {
  direct = env().DATABASE_URL;
  network = await startSilentNetwork(direct);
  env().DATABASE_URL = network.url;
  return () => network.close();
});

it('hears of deliveries again after a network has lost its connection in silence', async () => {
  let heard = 0;
  const watch = new QueueWatch({
    onDue: () => heard++,
    onTick: () => Promise.resolve(),
    clock: new DatabaseClock(60_000, databaseTime),
    checkListeningMs: 200,
  });
  const hears = async () => {
    const before = heard;
    await expect
      .poll(
        async () => {
          await administer(direct, `NOTIFY voki_due`);
          return heard;
        },
        { timeout: 15_000 },
      )
      .toBeGreaterThan(before);
  };
  watch.start();
  await hears();
  network.loseConnections();
  await hears();
  watch.stop();
  network.endLost();
});
