import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { exclusively } from '@/lib/platform/file-lock';
import { progress, since } from './terminal';

/** What a build is made from. lib/generated follows from the schema. */
const FOLDERS = ['app', 'components', 'lib', 'public'];
const FILES = [
  'instrumentation.ts',
  'next.config.ts',
  'package-lock.json',
  'postcss.config.mjs',
  'prisma/schema.prisma',
  'proxy.ts',
  'tsconfig.json',
];
const IGNORED = [/^lib\/generated\//, /^lib\/testing\//, /\.test\.tsx?$/];

/** The lines of `next build` that tell how far it is. */
const STAGE = /^\s*(✓ )?(Creating|Compiled|Collecting|Generating|Finalizing)/;

const STAMP = '.next/voki-made-from';

/**
 * Runs `next build` unless the last build was made from the very same sources. Two commands at once build once.
 * Throws with the build's own output when it fails; with the signal's reason when that is aborted.
 */
export async function buildIfStale(signal: AbortSignal): Promise<boolean> {
  mkdirSync('node_modules/.cache', { recursive: true });
  return exclusively(
    'node_modules/.cache/voki-build.lock',
    async () => {
      const source = sourceHash();
      if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === source) return false;
      const started = performance.now();
      progress('Building the pages, about half a minute');
      rmSync(STAMP, { force: true });
      await build(signal);
      // Sources that changed meanwhile are found by the next start, as their hash is not this one.
      writeFileSync(STAMP, source);
      progress(`Built in ${since(started)}`);
      return true;
    },
    { timeoutMs: 600_000, onWait: () => progress('Waiting for another command that builds here') },
  );
}

function sourceHash(): string {
  const hash = createHash('sha256');
  const add = (name: string, content: string | Buffer) =>
    hash.update(`${name}\0${content.length}\0`).update(content);
  // A build holds absolute paths, and the public variables that it was made with.
  add('folder', process.cwd());
  for (const [name, value] of Object.entries(process.env).sort())
    if (name.startsWith('NEXT_PUBLIC_')) add(name, value ?? '');
  for (const file of [...FILES, ...FOLDERS.flatMap(filesOf)].sort())
    if (existsSync(file)) add(file, readFileSync(file));
  return hash.digest('hex');
}

function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !IGNORED.some((pattern) => pattern.test(file)));
}

function build(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      signal,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        output += `${line}\n`;
        if (STAGE.test(line)) progress(`  ${line.trim().replace(/^✓ /, '')}`);
      });
    child.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    child.on('close', (code) =>
      code === 0
        ? resolve()
        : reject(signal.aborted ? signal.reason : new Error(`The build failed:\n${output}`)),
    );
  });
}
