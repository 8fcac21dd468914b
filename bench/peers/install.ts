import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

interface Lock {
  packages: Record<string, { version?: string; optional?: boolean }>;
}

const readLock = (path: string): Lock['packages'] =>
  (JSON.parse(readFileSync(path, 'utf8')) as Lock).packages;

function isInstalled(): boolean {
  try {
    const installed = readLock('bench/node_modules/.package-lock.json');
    return Object.entries(readLock('bench/package-lock.json')).every(
      ([path, { version, optional }]) =>
        path === '' || (optional && !installed[path]) || installed[path]?.version === version,
    );
  } catch {
    return false;
  }
}

/** Installs what bench/package.json names, once. Nothing of the product depends on it. Throws when it cannot be had. */
export function installPeers(): void {
  if (isInstalled()) return;
  const [program, ...first] = process.env.npm_execpath
    ? [process.execPath, process.env.npm_execpath]
    : ['npm'];
  const { status } = spawnSync(program, [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: 'bench',
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('the packages of bench/package.json could not be installed');
}
