import { parseArgs } from 'node:util';
import { runBench, SECTION_NAMES } from '@/bench/main';
import { takeStopSignals } from './stop-signals';
import { explain, progress, red } from './terminal';

/** `npm run bench [-- --quick] [-- --only <section>]`: see bench/main.ts. */

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
  },
});
const unknown = values.only.filter((name) => !SECTION_NAMES.includes(name));
if (unknown.length > 0) {
  console.error(
    red(`There is no section "${unknown.join('", "')}". There are: ${SECTION_NAMES.join(', ')}.`),
  );
  process.exit(2);
}
const { stop: signal } = takeStopSignals();
try {
  await runBench({ ...values, signal, progress });
} catch (error) {
  // Whatever fails after a stop was asked for fails because of it.
  if (!signal.aborted) console.error(red(explain(error)));
  process.exitCode = 1;
}
process.exit();
