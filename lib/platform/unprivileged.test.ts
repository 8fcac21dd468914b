import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startEmbeddedPostgres } from './embedded-postgres';
import { postgresBinaries } from './postgres-binaries';
import { unprivilegedLauncher } from './unprivileged';

vi.setConfig({ testTimeout: 60_000 });

const { postgres } = postgresBinaries();
let parent: string;
let dataDir: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'voki root '));
  dataDir = join(parent, 'data');
  mkdirSync(dataDir);
  chmodSync(parent, 0o700);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(parent, { recursive: true, force: true });
});

/** Leaves nothing on the PATH but these programs. */
function onlyPrograms(...names: string[]): void {
  const folder = join(parent, 'bin');
  mkdirSync(folder);
  for (const name of names) {
    const path = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
    symlinkSync(path, join(folder, name));
  }
  vi.stubEnv('PATH', folder);
}

const serverUser = (pid: number) => lstatSync(`/proc/${pid}`).uid;

if (process.geteuid?.() === 0 && process.platform === 'linux') {
  describe('PostgreSQL for root', () => {
    it('runs below a 0700 parent where user namespaces are closed, as another account', async () => {
      onlyPrograms('sh', 'setpriv');
      const server = await startEmbeddedPostgres({ dataDir, password: 'x', settings: { fsync: 'off' } });
      const user = serverUser(server.pid);
      await server.stop();
      expect(user).not.toBe(0);
      expect(lstatSync(join(dataDir, 'postgres')).uid).toBe(user);
    });

    it('goes on under the account that owns the data already', async () => {
      mkdirSync(join(dataDir, 'postgres'));
      execFileSync('chown', ['1:1', join(dataDir, 'postgres')]);
      const { prefix, uid } = unprivilegedLauncher(postgres, dataDir, join(dataDir, 'postgres'));
      expect(uid === 1 || prefix.includes('--reuid=1')).toBe(true);
    });

    it('says what to do when no account reaches the folder', () => {
      onlyPrograms('sh');
      expect(() => unprivilegedLauncher(postgres, dataDir, join(dataDir, 'postgres'))).toThrow(
        /refuses to run as root.*Run this as an ordinary user.*DATABASE_URL/,
      );
    });
  });
} else {
  describe('PostgreSQL for an ordinary user', () => {
    it('runs as it is', () => {
      expect(unprivilegedLauncher(postgres, dataDir, join(dataDir, 'postgres')).prefix).toEqual([]);
    });
  });
}
