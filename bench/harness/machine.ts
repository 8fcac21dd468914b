import { readFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';

/** Where and with what was measured. No host name, no path. */
export interface Setting {
  machine: string;
  versions: string;
  /** Day of the run, UTC. */
  date: string;
}

/** `others`: versions of servers that were asked for theirs, by name. */
export function describeSetting(others: Readonly<Record<string, string>>, date: Date): Setting {
  const cores = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const versions = {
    Node: process.versions.node,
    undici: versionOf('node_modules/undici'),
    Next: versionOf('node_modules/next'),
    ...others,
  };
  return {
    machine: `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), ${memory}, ${platform()} ${arch()}`,
    versions: Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    date: date.toISOString().slice(0, 10),
  };
}

/** The version of an installed package, by its folder. */
export function versionOf(folder: string): string {
  return (JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as { version: string }).version;
}
