import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EnvError } from '@/lib/env';
import { addressOf, prepareEnvironment } from './environment';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'voki environment '));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** What a command says of these settings before it does anything. */
async function problemsOf(settings: Record<string, string>): Promise<string[]> {
  const dataDir = join(folder, 'data');
  for (const [name, value] of Object.entries({ AUTH_URL: '', VOKI_DATA_DIR: dataDir, ...settings }))
    vi.stubEnv(name, value);
  const refused = await prepareEnvironment().catch((error: unknown) => error);
  expect(existsSync(dataDir)).toBe(false);
  return refused instanceof EnvError ? refused.problems : [String(refused)];
}

describe('the environment of a command', () => {
  const own = { DATABASE_URL: 'postgresql://127.0.0.1:1/voki' };
  it.each([
    ['PORT', { PORT: 'abc' }],
    ['PORT', { PORT: '/x' }],
    ['PORT', { PORT: '70000' }],
    ['HOST', { HOST: 'bad host' }],
    ['HOST', { HOST: 'bad host', AUTH_URL: 'https://panel.example.com' }],
    ['AUTH_URL', { AUTH_URL: 'https://panel.example.com/voki' }],
  ])('blames %s alone, and once, for %j', async (name, settings) => {
    for (const database of [{ DATABASE_URL: '' }, own]) {
      const problems = await problemsOf({ ...database, ...settings });
      expect(problems.map((problem) => problem.split(' ')[0])).toEqual([name]);
    }
  });
});

it('refuses generated secrets that were spoilt before it starts anything', async () => {
  const secrets = { AUTH_SECRET: 'x'.repeat(32), ENCRYPTION_KEYS: 'k1:short', DATABASE_PASSWORD: 'x' };
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify(secrets));
  for (const name of ['DATABASE_URL', 'AUTH_SECRET', 'ENCRYPTION_KEYS', 'AUTH_URL']) vi.stubEnv(name, '');
  vi.stubEnv('VOKI_DATA_DIR', folder);
  await expect(prepareEnvironment()).rejects.toThrow('ENCRYPTION_KEYS');
  expect(existsSync(join(folder, 'postgres'))).toBe(false);
});

it.each([
  ['127.0.0.1', 'http://127.0.0.1:3000'],
  ['0.0.0.0', 'http://127.0.0.1:3000'],
  ['::', 'http://127.0.0.1:3000'],
  ['fd00::7', 'http://[fd00::7]:3000'],
  ['fe80::1%eth0', 'http://[fe80::1]:3000'],
])('the server on %s is reached at %s', (host, address) => {
  expect(addressOf(host, 3000)).toBe(address);
});
