import { Command } from 'commander';
import { addressOf, prepareEnvironment } from './environment';
import { closeServer } from './http-server';
import { aborted, Stopped, takeStopSignals } from './stop-signals';
import { complain, progress } from './terminal';

/**
 * `npm run worker`: one more process that delivers, beside any number of others on the same database. With INTAKE_PORT it
 * takes events too, and with `--intake-only` does nothing else: others deliver what it takes.
 */
const { intakeOnly } = new Command('npm run worker --')
  .description(
    'Delivers, beside any number of others on the same database. With INTAKE_PORT it takes events too.',
  )
  .option('--intake-only', 'take events on INTAKE_PORT and leave delivering to others', false)
  .allowExcessArguments(false)
  .showHelpAfterError()
  .parse()
  .opts<{ intakeOnly: boolean }>();
// Settled before anything reads the settings, so that readiness says so too.
if (intakeOnly) process.env.DELIVERY_WORKER = 'off';
const signals = takeStopSignals();
try {
  await run();
} catch (error) {
  if (error instanceof Stopped) process.exit(0);
  complain(error);
  process.exit(1);
}
process.exit(0);

async function run(): Promise<void> {
  const environment = await prepareEnvironment();
  const { HOST, INTAKE_PORT } = environment.env;
  // Loaded only now, as they ask the environment.
  const { engine } = await import('@/lib/webhooks/engine/engine');
  const { serveIntake } = await import('./intake-server');
  const { closeDatabase } = await import('@/lib/db');
  try {
    signals.stop.throwIfAborted();
    if (intakeOnly && INTAKE_PORT === undefined)
      throw new Error('--intake-only needs INTAKE_PORT, the port on which to take events.');
    const intake = INTAKE_PORT === undefined ? null : await serveIntake(HOST, INTAKE_PORT);
    if (!intakeOnly) engine().start();
    if (INTAKE_PORT !== undefined) progress(`Taking events on ${addressOf(HOST, INTAKE_PORT)}/api/events`);
    progress(intakeOnly ? 'Ctrl-C stops' : 'Delivering; Ctrl-C finishes what is being delivered and stops');
    await aborted(signals.stop);
    progress('Stopping; what is being delivered is finished first');
    // What is accepted until the last moment may still be handed to the engine.
    if (intake) await closeServer(intake, signals.force);
    await Promise.race([engine().stop(), aborted(signals.force)]);
  } finally {
    await closeDatabase();
    await environment.close();
  }
}
