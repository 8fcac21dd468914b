import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, vi } from 'vitest';
import { freePort } from './ports';

/** One of the product's own processes, on the database of this one. */
export interface ProductProcess {
  child: ChildProcess;
  pid: number;
  port: number;
  /** Where it takes events. */
  address: string;
  /** All that it wrote. */
  output: () => string;
  /** Its exit code; null when it was killed. */
  ended: Promise<number | null>;
  /** Resolves once it takes events. */
  ready: () => Promise<void>;
  /** Ends it as a machine that fails, and resolves when it is gone. */
  kill: () => Promise<void>;
}

export interface ProcessSettings {
  /** A free one when absent. */
  port?: number;
  /** Laid over the environment of this process, in which there is already what it needs to run. */
  env?: Record<string, string>;
  args?: string[];
}

/** Lets a process that runs have so many files open at a time, sockets among them. Linux only. */
export function limitOpenFiles({ pid }: Pick<ProductProcess, 'pid'>, count: number): void {
  execFileSync('prlimit', [`--nofile=${count}:${count}`, `--pid=${pid}`]);
}

/** `npm run worker` with INTAKE_PORT. */
export function startWorker(settings: ProcessSettings = {}): Promise<ProductProcess> {
  return start('scripts/worker.ts', 'INTAKE_PORT', 'Ctrl-C', settings);
}

/** `npm start`, which builds first when the build is stale. */
export function startPanel(settings: ProcessSettings = {}): Promise<ProductProcess> {
  return start('scripts/start.ts', 'PORT', 'serves on', settings);
}

async function start(
  script: string,
  portVariable: string,
  readyText: string,
  { port, env = {}, args = [] }: ProcessSettings,
): Promise<ProductProcess> {
  const taken = port ?? (await freePort());
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      [portVariable]: String(taken),
      LOG_LEVEL: 'info',
      NO_COLOR: '1',
      ...env,
    },
    // By the channel it notices when the tests themselves are killed, and stops.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    pid: child.pid ?? 0,
    port: taken,
    address: `http://127.0.0.1:${taken}`,
    output: () => output,
    ended,
    ready: () =>
      Promise.race([
        ended.then((code) => {
          throw new Error(`${script} ended, ${code ?? child.signalCode}:\n${output}`);
        }),
        vi.waitFor(() => expect(output).toContain(readyText), { timeout: 300_000, interval: 20 }),
      ]).then(() => undefined),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
