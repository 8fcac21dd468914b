import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { freePort } from '@/lib/testing/ports';
import { buildIfStale } from '@/scripts/build';
import { type Remote, startChild } from '../harness/children';
import { accepts } from '../harness/ports';
import type { Undo } from '../harness/undo';
import type { IntakeServer } from './server-methods';

/** The servers whose intake is measured, and the same ones with a handler that does nothing. */

const EMPTY_NEXT = 'bench/intake/empty-next';
/** Adapters from web-standard functions to node:http with one interface. */
const ADAPTERS = ['@hono/node-server', 'srvx'];
const START_MS = 20_000;

/**
 * Builds the product when its build is stale, and serves it without a worker.
 * @param door whether posted events are taken before Next, as `npm start` takes them
 */
export async function product(
  undo: Undo,
  database: string,
  { door, signal }: { door: boolean; signal: AbortSignal },
): Promise<Remote<IntakeServer>> {
  await buildIfStale(signal);
  return startChild<IntakeServer>(undo, 'bench/intake/next-server.ts', {
    args: ['.', ...(door ? ['--door'] : [])],
    env: intakeEnv(database),
  });
}

export async function emptyThroughNext(undo: Undo): Promise<Remote<IntakeServer>> {
  const build = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'build', EMPTY_NEXT], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  });
  undo.add(() => build.kill());
  const [code] = await once(build, 'exit');
  if (code !== 0) throw new Error(`the build of ${EMPTY_NEXT} failed`);
  return startChild<IntakeServer>(undo, 'bench/intake/next-server.ts', { args: [EMPTY_NEXT] });
}

/** `npm run worker -- --intake-only`; null when it does not answer in time. */
export async function productBare(undo: Undo, database: string): Promise<Remote<IntakeServer> | null> {
  const port = await freePort();
  const server = await startChild<IntakeServer>(undo, 'scripts/worker.ts', {
    flags: ['--import', 'tsx', '--import', './bench/intake/cpu-probe.ts'],
    args: ['--intake-only'],
    env: { ...intakeEnv(database), INTAKE_PORT: String(port) },
  });
  return (await accepts(port, START_MS)) ? server : null;
}

/** The adapter that the product depends on, with a handler that does nothing; null when that is none we know. */
export async function emptyBare(undo: Undo): Promise<Remote<IntakeServer> | null> {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const adapter = ADAPTERS.find((name) => name in dependencies);
  if (!adapter) return null;
  const port = await freePort();
  const server = await startChild<IntakeServer>(undo, 'bench/intake/empty-bare.ts', {
    args: [adapter, String(port)],
  });
  return (await accepts(port, START_MS)) ? server : null;
}

function intakeEnv(database: string): Record<string, string> {
  // The worker's share would be measured with the intake's; the limit of a key is not what is asked for here.
  return { DATABASE_URL: database, DELIVERY_WORKER: 'off', INTAKE_RATE_LIMIT: '1000000' };
}
