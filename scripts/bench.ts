import { Command, Option } from 'commander';
import { runBench, SECTION_NAMES } from '@/bench/main';
import { takeStopSignals } from './stop-signals';
import { complain, progress } from './terminal';

/** `npm run bench [-- --quick] [-- --only <section>]`: see bench/main.ts. */

const values = new Command('npm run bench --')
  .description('Measures the engine beside its limit and its peers, and writes bench/results.md.')
  .option('--quick', 'two minutes instead of a full run', false)
  .addOption(
    new Option('--only <section...>', 'these sections alone, without writing the page')
      .choices(SECTION_NAMES)
      .default([]),
  )
  .allowExcessArguments(false)
  .showHelpAfterError()
  .parse()
  .opts<{ quick: boolean; only: string[] }>();
const { stop: signal } = takeStopSignals();
try {
  await runBench({ ...values, signal, progress });
} catch (error) {
  // Whatever fails after a stop was asked for fails because of it.
  if (!signal.aborted) complain(error);
  process.exitCode = 1;
}
process.exit();
