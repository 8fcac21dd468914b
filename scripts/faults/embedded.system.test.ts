import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/lib/platform/embedded-postgres';
import { exclusively } from '@/lib/platform/file-lock';
import { type AccountedOrganization, letLeasesRunOut } from '@/lib/testing/account';
import type { CallSystem } from '@/lib/testing/call-system';
import { databaseOf } from '@/lib/testing/durable-database';
import { areReady, FaultScene, stopInOrder } from '@/lib/testing/fault-scene';
import { type ProductProcess, startPanel } from '@/lib/testing/processes';
import { processesOn } from '@/lib/testing/processes-on';
import { startReceiver } from '@/lib/testing/receiver';
import { withoutSettings } from '../test-environment';

/** The PostgreSQL that `npm start` brought along ends while a call system posts without end. Nobody starts anything. */

vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

const WAIT_MS = 30_000;
const dataDir = mkdtempSync(join(tmpdir(), 'voki-embedded-'));
/** Those of this process, with which the factories seal secrets. */
const { AUTH_SECRET = '', ENCRYPTION_KEYS = '' } = process.env;
const settings = {
  env: {
    ...withoutSettings(),
    VOKI_DATA_DIR: dataDir,
    AUTH_SECRET,
    ENCRYPTION_KEYS,
    DELIVERY_ALLOWED_PRIVATE_HOSTS: '127.0.0.0/8',
  },
};

let scene: FaultScene;
let panel: ProductProcess;
/** This process uses the server too, and keeps it running, as any command beside `npm start`. */
let embedded: EmbeddedPostgres;
let organization: AccountedOrganization;
let callSystem: CallSystem;

beforeAll(async () => {
  const receiver = await startReceiver();
  panel = await startPanel(settings);
  await panel.ready();
  const { DATABASE_PASSWORD: password } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'));
  embedded = await startEmbeddedPostgres({ dataDir, password, keepRunning: () => undefined });
  scene = new FaultScene(
    databaseOf(dataDir, embedded, async () => embedded),
    receiver,
  );
  scene.processes.push(panel);
  const { random } = scene;
  scene.react = () => ({ afterMs: random.between(0, 20) });
  organization = await scene.organization();
  callSystem = scene.callSystem(organization, [panel], { lines: 8, pauseMs: 25 });
});

afterAll(() => scene?.close());

/** Kills it, and does `meanwhile` before anybody may start it again. */
function kill(meanwhile: () => Promise<unknown>): Promise<unknown> {
  return exclusively(join(dataDir, 'postgres.lock'), async () => {
    await scene.database.end('killed');
    await meanwhile();
  });
}

it('is started again under the running application, which answers 503 meanwhile and goes on by itself', async () => {
  callSystem.start();
  await scene.deliveriesGoOn();
  await kill(async () => {
    await callSystem.refused();
    await areReady([panel], 503);
  });
  await areReady([panel], 200);
  await scene.deliveriesGoOn();
  expect(panel.child.exitCode).toBeNull();
  expect(panel.output()).toContain('embedded PostgreSQL has ended, starting it again');
  expect(panel.output()).toContain('embedded PostgreSQL runs again');
});

it('lets the application stop while it cannot be started; nothing that had a 202 is lost, and no process is left', async () => {
  const posts = await callSystem.finish();
  // What has ended is on record, so that the stop has nothing to wait for.
  await vi.waitFor(async () => {
    const recorded = await scene.database.query('SELECT FROM attempts');
    expect(recorded).toHaveLength(scene.receiver.requests.length);
  }, WAIT_MS);
  const other = createServer((socket) => socket.destroy());
  await kill(async () => {
    other.listen(embedded.port, '127.0.0.1');
    await once(other, 'listening');
  });
  await vi.waitFor(() => expect(panel.output()).toContain('embedded PostgreSQL does not start'), WAIT_MS);
  await areReady([panel], 503);
  await stopInOrder([panel]);
  expect(processesOn(dataDir)).toEqual([]);
  other.close();
  // By this process, which is the last that uses it.
  await vi.waitFor(() => scene.database.query('SELECT 1'), WAIT_MS);
  // What was committed in the moment in which the connection broke is leased to nobody who knows of it.
  await letLeasesRunOut(scene.database);
  const worker = await scene.begin(settings);
  await worker.ready();
  await scene.account(organization, posts);
  await stopInOrder([worker]);
  expect(await embedded.stop()).toBe('stopped');
  expect(processesOn(dataDir)).toEqual([]);
  for (const { output } of scene.processes) expect(output()).not.toContain('"fault"');
});
