import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

/** Names under which systems know it, the best first. */
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const APPLICATIONS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** How systems install it; the first whose program is there is used. */
const PACKAGE_MANAGERS: { program: string; steps: string[][] }[] = [
  {
    program: 'apt-get',
    steps: [
      ['apt-get', 'update'],
      ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium'],
    ],
  },
  { program: 'dnf', steps: [['dnf', 'install', '-y', 'chromium']] },
  { program: 'apk', steps: [['apk', 'add', 'chromium']] },
];

/** A Chromium that runs: Playwright's own, else the system's; null when there is none. */
export function findChromium(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const installed = PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [chromium.executablePath(), ...installed, ...APPLICATIONS].find(runs) ?? null;
}

/** It may be there and lack libraries. */
function runs(path: string): boolean {
  return (
    existsSync(path) && spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0
  );
}

/** Finds Chromium or installs it, by Playwright's download or else from the system's packages. Throws with what to do. */
export function ensureChromium(onStep: (what: string) => void): string {
  const found = findChromium();
  if (found) return found;
  onStep('Downloading Chromium');
  spawnSync(process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium'], {
    stdio: 'ignore',
    timeout: 600_000,
  });
  const downloaded = findChromium();
  if (downloaded) return downloaded;
  onStep("That is not to be had here: installing Chromium from the system's packages");
  installPackage();
  const packaged = findChromium();
  if (packaged) return packaged;
  throw new Error(
    'The browser tests need Chromium, and it could not be installed. Install it as root, as with `apt-get install chromium`, and run this again.',
  );
}

function installPackage(): void {
  const manager = PACKAGE_MANAGERS.find(({ program }) => isProgram(program));
  const asRoot = process.geteuid?.() === 0 ? [] : isProgram('sudo') ? ['sudo', '-n'] : null;
  if (!manager || !asRoot) return;
  for (const step of manager.steps) {
    const [program = '', ...args] = [...asRoot, ...step];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const { status } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
    if (status !== 0) return;
  }
}

function isProgram(name: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
