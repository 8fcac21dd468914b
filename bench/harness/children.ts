import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Call, Methods } from './child';
import type { Undo } from './undo';

/** A child process whose methods are called as if they were here. */
export type Remote<M extends Methods> = {
  [K in keyof M]: (...args: Parameters<M[K]>) => Promise<Awaited<ReturnType<M[K]>>>;
};

export interface ChildOptions {
  /** Added to the parent's environment. */
  env?: Record<string, string>;
  /** Of Node, before the script. */
  flags?: string[];
  args?: string[];
}

/** As scripts/run.mjs has it. */
const MEMORY = ['--min-semi-space-size=16', '--max-semi-space-size=32'];
const STOP_MS = 3000;
const running = new Set<ChildProcess>();

/** Ends all children, so that whoever waits for one of them goes on with cleaning up. */
export async function stopChildren(): Promise<void> {
  await Promise.all([...running].map(stop));
}

/**
 * Starts `script` (a path from the project's folder, calling `serve`) and resolves once it takes calls.
 * It ends with `undo`, and with this process however that ends. Calls fail when it dies.
 */
export async function startChild<M extends Methods>(
  undo: Undo,
  script: string,
  { env = {}, flags = [], args = [] }: ChildOptions = {},
): Promise<Remote<M>> {
  const child = spawnScript(script, { env, flags, args });
  running.add(child);
  undo.add(() => stop(child));
  const pending = new Map<number, PromiseWithResolvers>();
  const ready = withResolvers();
  child.on('message', (answer: Answer) => {
    if ('ready' in answer) ready.resolve(undefined);
    else {
      const call = pending.get(answer.id);
      pending.delete(answer.id);
      if (answer.error === undefined) call?.resolve(answer.value);
      else call?.reject(new Error(`${script}: ${answer.error}`));
    }
  });
  const died = (why: string) => {
    const error = new Error(`${script} ended: ${why}`);
    for (const call of [ready, ...pending.values()]) call.reject(error);
    pending.clear();
  };
  child.on('error', (error) => died(error.message));
  child.on('exit', (code, signal) => {
    running.delete(child);
    died(`${code ?? signal}`);
  });
  await ready.promise;
  return remote<M>(child, pending);
}

function remote<M extends Methods>(
  child: ChildProcess,
  pending: Map<number, PromiseWithResolvers>,
): Remote<M> {
  let id = 0;
  const call = (method: string, args: unknown[]) => {
    const waiting = withResolvers();
    const message: Call = { id: ++id, method, args };
    if (!child.connected) return Promise.reject(new Error(`${method}: the process has ended`));
    pending.set(message.id, waiting);
    child.send(message);
    return waiting.promise;
  };
  return new Proxy({} as Remote<M>, {
    // A promise that resolves with this object asks it for `then`.
    get: (_target, method) =>
      typeof method !== 'string' || method === 'then'
        ? undefined
        : (...args: unknown[]) => call(method, args),
  });
}

/** Node with the loader and the memory under which `npm run worker` runs: ours, the limit and the peers alike. */
function spawnScript(script: string, { env = {}, flags = [], args = [] }: ChildOptions): ChildProcess {
  return spawn(process.execPath, [...MEMORY, ...flags, '--import', 'tsx', script, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  });
}

/** Lets the child end by itself, then ends it. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  if (child.connected) child.disconnect();
  else child.kill('SIGTERM');
  await Promise.race([gone, delay(STOP_MS, undefined, { ref: false })]);
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await gone;
}

interface PromiseWithResolvers {
  promise: Promise<never>;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

/** As `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers(): PromiseWithResolvers {
  let resolve: PromiseWithResolvers['resolve'] = () => undefined;
  let reject: PromiseWithResolvers['reject'] = () => undefined;
  const promise = new Promise<never>((onValue, onError) => {
    resolve = onValue as (value: unknown) => void;
    reject = onError;
  });
  // Whoever waits gets the rejection; when nobody does yet it must not end the process.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
