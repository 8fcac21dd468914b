import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';

/** What the command line says before it needs an environment or a database. */

vi.setConfig({ testTimeout: 60_000 });

async function voki(args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/voki.ts', ...args], {
    // None that it could use.
    env: { ...process.env, AUTH_SECRET: 'short', DATABASE_URL: 'postgresql://127.0.0.1:1/none' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

describe('voki, called wrongly', () => {
  it.each([
    [['org', 'create', '--json'], 'name', "required option '--name <name>' not specified"],
    [['org', 'create', '--json', '--name'], 'name', "option '--name <name>' argument missing"],
    [['org', 'create', '--name', 'x', '--plan', 'gold', '--json'], 'plan', 'Allowed choices are basic'],
    [['--json', 'org', 'list', '--al'], 'al', "unknown option '--al'"],
    [['org', 'crate', '--json'], null, "unknown command 'crate' (Did you mean create?)"],
    [['org', 'list', 'all', '--json'], null, 'too many arguments'],
    [['org', '--json'], null, 'Name a command'],
    [['--json'], null, 'Name a command'],
  ] as const)('%j tells programs on stdout, and people on stderr', async (args, path, said) => {
    const { code, stdout, stderr } = await voki([...args]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'invalid',
        message: expect.stringContaining(said),
        errors: path === null ? [] : [{ path, message: expect.stringContaining(said) }],
      },
    });
    expect(stderr).not.toBe('');
  });

  it('leaves stdout empty where no JSON was asked for', async () => {
    const { code, stdout, stderr } = await voki(['org', 'create']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain("required option '--name <name>' not specified");
  });
});

it.each([['--help'], ['org', 'list', '--json', '--help']])(
  'voki %s says how its answers are piped',
  async (...args) => {
    const { code, stdout } = await voki(args);
    expect(code).toBe(0);
    expect(stdout).toContain('--json');
    expect(stdout).toContain('npm run -s voki -- …');
  },
);
