import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { letLeasesRunOut, longestLease } from '@/lib/testing/account';
import { type FaultScene, setFaultScene } from '@/lib/testing/fault-scene';
import { freePort } from '@/lib/testing/ports';

/** A process that takes events and delivers is killed outright, again and again, while a call system posts without end. */

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const KILLS = 10;
/** Of the contract: so long at most does anybody wait for what a killed process had leased. */
const LEASE_SECONDS = 60;

let scene: FaultScene;

beforeAll(async () => {
  scene = await setFaultScene();
  const { random } = scene;
  // Some are slow, so that a kill always finds deliveries under way, and some fail, so that it finds retries.
  scene.react = () => ({ status: random.next() < 0.03 ? 500 : 200, afterMs: random.between(0, 20) });
});

afterAll(() => scene.close());

it('loses nothing that had a 202 in ten kills at random moments, and doubles only what a kill kept from being recorded', async () => {
  const { database, random } = scene;
  const organization = await scene.organization();
  const port = await freePort();
  const lives: number[] = [];
  const begin = () => {
    lives.push(performance.now());
    return scene.begin({ port, env: { DELIVERY_RETRY_SCHEDULE: '1,1,1,1,1,1,1,1' } });
  };
  let life = await begin();
  const callSystem = scene.callSystem(organization, [life], { lines: 24, pauseMs: 20 });
  callSystem.start();
  const moments: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    await life.ready();
    const moment = random.between(0, 2500);
    await delay(moment);
    await life.kill();
    moments.push(Math.round(moment));
    expect(await longestLease(database)).toBeLessThanOrEqual(LEASE_SECONDS);
    await letLeasesRunOut(database);
    life = await begin();
  }
  await life.ready();
  const posts = await callSystem.finish();
  await scene.account(organization, posts, { lives });
  console.log(`killed after ${moments.join(', ')} ms`);
  expect(posts.some(({ unanswered }) => unanswered > 0)).toBe(true);
});
