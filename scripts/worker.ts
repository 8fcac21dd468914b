import { prepareEnvironment } from './environment';
import { aborted, Stopped, takeStopSignals } from './stop-signals';
import { explain, progress, red } from './terminal';

/** `npm run worker`: one more process that delivers, beside any number of others on the same database. */
const signals = takeStopSignals();
try {
  await run();
} catch (error) {
  if (error instanceof Stopped) process.exit(0);
  console.error(red(explain(error)));
  process.exit(1);
}
process.exit(0);

async function run(): Promise<void> {
  const environment = await prepareEnvironment();
  // Loaded only now, as they ask the environment.
  const { engine } = await import('@/lib/webhooks/engine/engine');
  const { closeDatabase } = await import('@/lib/db');
  try {
    signals.stop.throwIfAborted();
    engine().start();
    progress('Delivering; Ctrl-C finishes what is being delivered and stops');
    await aborted(signals.stop);
    progress('Stopping; what is being delivered is finished first');
    await Promise.race([engine().stop(), aborted(signals.force)]);
  } finally {
    await closeDatabase();
    await environment.close();
  }
}
