import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

vi.setConfig({ testTimeout: 30_000 });

let root: string;
let lock: string;

/** A project of which nothing but the database client is missing; the stand-in for Prisma writes one. */
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'voki run ')));
  for (const folder of ['scripts', 'prisma', 'node_modules/prisma/build', 'lib/generated/prisma', 'tmp'])
    mkdirSync(join(root, folder), { recursive: true });
  cpSync('scripts/run.mjs', join(root, 'scripts/run.mjs'));
  const files = {
    'package-lock.json': '{"packages":{}}',
    'node_modules/.package-lock.json': '{"packages":{}}',
    'node_modules/prisma/package.json': '{"version":"1"}',
    'node_modules/prisma/build/index.js':
      "require('node:fs').writeFileSync('lib/generated/prisma/client.ts', '')",
    'prisma/schema.prisma': '',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  lock = join(root, 'tmp', `voki-prepare-${process.getuid?.() ?? 0}-${name}`);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

it.each([
  ['of a process that is gone', '999999999 1'],
  ['of a process whose number belongs to another one now', `${process.pid} 1`],
  ['that a crash left empty', ''],
])('what is to be installed is not waited for behind a lock %s', (_what, text) => {
  writeFileSync(lock, text);
  utimesSync(lock, 0, 0);
  const env = { ...process.env, TMPDIR: join(root, 'tmp') };
  // The command itself is not there; it is the way to it that counts.
  const { stderr } = spawnSync(process.execPath, [join(root, 'scripts/run.mjs'), 'voki'], {
    env,
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(stderr).not.toContain('Waiting for another command');
  expect(existsSync(join(root, 'lib/generated/.made-from'))).toBe(true);
  expect(existsSync(lock)).toBe(false);
});
