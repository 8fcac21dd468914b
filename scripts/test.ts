import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build';
import { ensureChromium } from './chromium';
import { takeStopSignals } from './stop-signals';
import { bold, dim, explain, green, progress, red, since } from './terminal';
import { withoutSettings } from './test-environment';

/** `npm test`: every stage in order, also after one failed, then one line with the sums. */

const REPORTS = 'test-results';

interface Counts {
  passed: number;
  failed: number;
}

interface Stage {
  name: string;
  group: 'check' | 'unit' | 'db' | 'system' | 'e2e';
  run(args: string[]): Promise<Counts>;
}

const signals = takeStopSignals();
let running: ChildProcess | undefined;
signals.stop.addEventListener('abort', () => running?.kill('SIGTERM'));

const bin = (path: string) => join('node_modules', path);

/** Runs a Node program; answers its exit code. A check's output is of interest only when it fails. */
async function node(
  args: string[],
  options: { quiet: boolean; env?: Record<string, string> },
): Promise<number> {
  signals.stop.throwIfAborted();
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', options.quiet ? 'pipe' : 'inherit', options.quiet ? 'pipe' : 'inherit'],
    env: { ...environment(), ...options.env },
  });
  running = child;
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const code = await new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? 1)));
  if (options.quiet && code !== 0) console.log(output.trimEnd());
  return code;
}

/** This environment without the settings of whoever runs the tests. */
function environment(): NodeJS.ProcessEnv {
  const blank = Object.keys(withoutSettings());
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !blank.includes(name)),
  ) as NodeJS.ProcessEnv;
}

/** A stage of programs that all have to end well; counts as one. */
const check = (name: string, ...programs: string[][]): Stage => ({
  name,
  group: 'check',
  run: async () => {
    for (const program of programs)
      if ((await node(program, { quiet: true })) !== 0) return { passed: 0, failed: 1 };
    return { passed: 1, failed: 0 };
  },
});

const vitest = (name: string, project: 'unit' | 'db' | 'system'): Stage => ({
  name,
  group: project,
  run: async (args) => {
    // Before any of them is watched by a clock: a build takes the whole machine.
    if (project === 'system') await buildIfStale(signals.stop);
    const report = `${REPORTS}/${project}.json`;
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const code = await node([bin('vitest/vitest.mjs'), 'run', '--project', project, ...reporters, ...args], {
      quiet: false,
    });
    const { numPassedTests, numFailedTests } = readReport(report, { numPassedTests: 0, numFailedTests: 0 });
    return counted(numPassedTests, numFailedTests, code);
  },
});

const browser: Stage = {
  name: 'Browser tests',
  group: 'e2e',
  run: async (args) => {
    ensureChromium(progress);
    await buildIfStale(signals.stop);
    const report = `${REPORTS}/e2e.json`;
    const code = await node([bin('@playwright/test/cli.js'), 'test', ...args], {
      quiet: false,
      env: { VOKI_E2E_REPORT: report },
    });
    const { stats } = readReport(report, { stats: { expected: 0, unexpected: 0, flaky: 0 } });
    return counted(stats.expected, stats.unexpected + stats.flaky, code);
  },
};

const STAGES: Stage[] = [
  check('Lint and format', [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']),
  check('Types', [bin('next/dist/bin/next'), 'typegen'], [bin('typescript/bin/tsc'), '--noEmit']),
  check('Architecture', [
    bin('dependency-cruiser/bin/dependency-cruise.mjs'),
    ...['--config', '.dependency-cruiser.mjs', 'app', 'components', 'lib', 'prisma', 'scripts', 'e2e'],
    ...['proxy.ts', 'instrumentation.ts'],
  ]),
  check('Unused code', [bin('knip/bin/knip.js'), '--no-config-hints']),
  vitest('Unit tests', 'unit'),
  vitest('Integration tests', 'db'),
  vitest('Start, stop and faults', 'system'),
  browser,
];

/** A runner that failed without a failed test (a file that does not load) counts as one failure. */
function counted(passed: number, failed: number, code: number): Counts {
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function readReport<T>(path: string, none: T): T {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return none;
  }
}

async function main([only, ...args]: string[]): Promise<number> {
  const stages = STAGES.filter(({ group }) => !only || group === only);
  if (stages.length === 0) {
    console.error(red(`There is no part "${only}". There are: check, unit, db, system, e2e.`));
    return 1;
  }
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  // Types of pages that `npm run dev` saw and that may be gone since.
  rmSync('.next/dev/types', { recursive: true, force: true });
  const total = { passed: 0, failed: 0 };
  for (const stage of stages) {
    const started = performance.now();
    console.log(`\n${bold(stage.name)}`);
    const { passed, failed } = await stage.run(args).catch((error: unknown) => {
      signals.stop.throwIfAborted();
      console.log(red(explain(error)));
      return { passed: 0, failed: 1 };
    });
    total.passed += passed;
    total.failed += failed;
    const outcome = failed > 0 ? red(`✗ ${failed} failed`) : green('✓');
    console.log(`${outcome} ${dim(`${stage.name}, ${passed} passed in ${since(started)}`)}`);
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 ? 1 : 0;
}

const code = await main(process.argv.slice(2)).catch((error: unknown) => {
  if (!signals.stop.aborted) console.error(red(explain(error)));
  return signals.stop.aborted ? 130 : 1;
});
process.exit(code);
