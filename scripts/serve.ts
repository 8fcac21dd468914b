import { createServer, type RequestListener } from 'node:http';
import next from 'next';
import { closeDatabase } from '@/lib/db';
import { frontDoor } from '@/lib/http/front-door';
import { DEMO_PASSWORD, type DemoSignIn, demoSignIns, seedIfEmpty } from '@/prisma/seed';
import { buildIfStale } from './build';
import { addressOf, type Environment, prepareEnvironment } from './environment';
import { answerUnreadable, closeServer, ignoreUpgrades, KEEP_ALIVE_MS, listenError } from './http-server';
import { answerStarting } from './starting';
import { aborted, Stopped, type StopSignals, takeStopSignals } from './stop-signals';
import { bold, dim, explain, progress, red, since } from './terminal';

/** Undone in reverse order, however the command ends. */
type Undo = () => Promise<unknown>;

/**
 * `npm start` and `npm run dev`: everything from an empty folder to a served address in this one process, and back.
 * Ends the process: 0 after a stop that was asked for, 1 after one line that says why it cannot serve.
 */
export async function serve({ dev }: { dev: boolean }): Promise<never> {
  const started = performance.now();
  const signals = takeStopSignals();
  const undo: Undo[] = [];
  let code = 0;
  try {
    await run(dev, signals, undo, started);
    await aborted(signals.stop);
    progress('Stopping; what is being delivered is finished first');
  } catch (error) {
    if (!(error instanceof Stopped)) {
      console.error(red(explain(error)));
      code = 1;
    }
  }
  for (const step of undo.reverse())
    await step().catch((error: unknown) => {
      console.error(red(explain(error)));
      code = 1;
    });
  process.exit(code);
}

async function run(dev: boolean, signals: StopSignals, undo: Undo[], started: number): Promise<void> {
  const environment = await prepareEnvironment({ mode: dev ? 'development' : 'production' });
  undo.push(environment.close);
  signals.stop.throwIfAborted();
  const { env } = environment;
  await refuseSecondServer(environment);
  const { server, port, answer } = await listen(env.HOST, env.PORT);
  let closed: Promise<void> | null = null;
  const close = () => {
    closed ??= closeServer(server, signals.force);
    return closed;
  };
  undo.push(close);
  // Only now is the port of PORT=0 known.
  process.env.AUTH_URL ||= addressOf(env.HOST, port);
  if (env.AUTH_URL?.startsWith('https:') && env.TRUSTED_PROXIES.length === 0)
    progress('TRUSTED_PROXIES is not set: everybody seems to come from the proxy that holds the certificate');
  const databaseUrl = env.DATABASE_URL;
  if (environment.embedded && (await seedIfEmpty(databaseUrl))) progress('Made the demo organisation');
  signals.stop.throwIfAborted();
  if (!dev) await buildIfStale(signals.stop);
  signals.stop.throwIfAborted();

  // Under development the page is told of changes over a web socket.
  if (!dev) ignoreUpgrades(server);
  const app = next({ dev, dir: process.cwd(), hostname: env.HOST, port, httpServer: server });
  undo.push(() => app.close());
  undo.push(closeDatabase);
  undo.push(() => drainEngine(signals.force));
  // Before all else: what is accepted until the last moment is still handed to the engine.
  undo.push(close);
  await app.prepare();
  signals.stop.throwIfAborted();
  answer(await throughDoors(app.getRequestHandler(), dev));
  announce(addressOf(env.HOST, port), environment.embedded ? await demoSignIns(databaseUrl) : [], started);
}

/** Several servers may share a DATABASE_URL; the embedded default is for one. */
async function refuseSecondServer({ embedded, env }: Environment): Promise<void> {
  const other = await embedded?.claimServing(`${addressOf(env.HOST, env.PORT)} (process ${process.pid})`);
  if (other) throw new Error(`Another one already serves the data in ${env.VOKI_DATA_DIR}: ${other}`);
}

/** Takes the port before the long steps, so that a taken one is told at once. Until it is ready it answers 503. */
async function listen(host: string, port: number) {
  let handler: RequestListener = answerStarting;
  const server = createServer(frontDoor((request, response) => handler(request, response)));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  answerUnreadable(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(listenError(error, { host, port, variable: 'PORT', command: 'start' })),
    );
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    server,
    port: typeof address === 'object' && address ? address.port : port,
    answer: (next: RequestListener) => {
      handler = next;
    },
  };
}

/** Under development the code of the route handlers is what changes, so that all goes to Next. */
async function throughDoors(handle: RequestListener, dev: boolean): Promise<RequestListener> {
  if (dev) return handle;
  // Loaded only now, as it asks the environment.
  const { intakeFirst } = await import('./intake-door');
  return intakeFirst(handle);
}

/** The engine that instrumentation.ts started inside of Next, whose modules are bundled apart from these. */
async function drainEngine(force: AbortSignal): Promise<void> {
  const { __vokiEngine: engine } = globalThis as typeof globalThis & {
    __vokiEngine?: { stop(): Promise<void> };
  };
  await Promise.race([engine?.stop(), aborted(force)]);
}

function announce(address: string, people: DemoSignIn[], started: number): void {
  const lines = [``, `  ${bold('Voki')} serves on ${bold(address)}  ${dim(`(ready in ${since(started)})`)}`];
  if (people.length > 0) {
    lines.push(``, `  Demo sign-ins, password ${bold(DEMO_PASSWORD)}`);
    for (const person of people)
      lines.push(
        `    ${person.email.padEnd(28)} ${person.role} of ${person.organization}, plan ${person.plan}`,
      );
    lines.push(``, `  An event of the call system, once there is a webhook:`);
    lines.push(`    npm run voki -- events send --org ${people[0]?.organizationId} --event call.completed`);
  }
  lines.push(``, dim('  Ctrl-C stops it.'), ``);
  console.log(lines.join('\n'));
}
