import { spawnSync } from 'node:child_process';
import { expect, it, vi } from 'vitest';

vi.setConfig({ testTimeout: 30_000 });

function bench(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'scripts/bench.ts', ...args],
    { encoding: 'utf8' },
  );
  return { status, output: stdout + stderr };
}

it('explains itself when asked', () => {
  const { status, output } = bench('--help');
  expect(status).toBe(0);
  for (const word of ['Usage: npm run bench --', '--quick', '--only', 'throughput'])
    expect(output).toContain(word);
});

it.each([[['--fast']], [['--only', 'speed']], [['quick']]])(
  'says what is wrong with %s and measures nothing',
  (args) => {
    const { status, output } = bench(...args);
    expect(status).toBe(1);
    expect(output).toContain(args.at(-1));
    expect(output).toContain('Usage: npm run bench --');
    expect(output).not.toContain('    at ');
  },
  30_000,
);
