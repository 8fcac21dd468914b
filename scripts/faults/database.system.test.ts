import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { letLeasesRunOut } from '@/lib/testing/account';
import type { DatabaseEnd } from '@/lib/testing/durable-database';
import { areReady, type FaultScene, setFaultScene, stopInOrder } from '@/lib/testing/fault-scene';
import type { ProductProcess } from '@/lib/testing/processes';
import { type SilentNetwork, startSilentNetwork } from '@/lib/testing/silent-network';

/** PostgreSQL goes away under two processes that take events and deliver, while a call system posts without end. */

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const ENDS: DatabaseEnd[] = ['fast', 'immediate', 'killed'];

let scene: FaultScene;
let network: SilentNetwork;
let workers: ProductProcess[];

beforeAll(async () => {
  scene = await setFaultScene();
  const { random } = scene;
  scene.react = () => ({ afterMs: random.between(0, 20) });
  network = await startSilentNetwork(scene.database.url);
  const settings = { env: { DATABASE_URL: network.url } };
  workers = await scene.workers(settings, settings);
});

afterAll(async () => {
  await scene.close();
  await network.close();
});

it('answers 503 while PostgreSQL is away, comes back by itself, loses nothing and doubles nothing', async () => {
  const { database, random } = scene;
  const organization = await scene.organization();
  const callSystem = scene.callSystem(organization, workers, { lines: 8, pauseMs: 25 });
  callSystem.start();
  for (const end of ENDS) {
    await delay(random.between(500, 2000));
    await database.end(end);
    await callSystem.refused();
    await areReady(workers, 503);
    await database.start();
    await areReady(workers, 200);
    await scene.deliveriesGoOn();
  }
  // The server is well and could be reached anew; only nobody says so.
  network.loseConnections();
  await callSystem.refused();
  await areReady(workers, 200);
  await scene.deliveriesGoOn();
  const posts = await callSystem.finish();
  // What was committed in the moment in which the connection broke is leased to nobody who knows of it.
  await stopInOrder(workers);
  await letLeasesRunOut(database);
  await scene.begin();
  await scene.account(organization, posts);
  for (const { output } of scene.processes) expect(output()).not.toContain('"fault"');
});
