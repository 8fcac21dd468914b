import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { postgresBinaries } from './postgres-binaries';
import { lastPort, type Postmaster, readPostmaster } from './postmaster';
import { processIdentity, until } from './processes';
import { identityOf, type Launcher, unprivilegedLauncher } from './unprivileged';

const LOG_LIMIT_BYTES = 10 * 1024 * 1024;
const ROUNDS = 5;
/** How long it may take to come up, the recovery after a crash included. */
const START_MS = 120_000;
/** How long one may take to end that was told to before it was up. */
const END_MS = 10_000;

export interface LaunchOptions {
  /** Absolute. Holds `postgres/` (the cluster) and `postgres.log`. */
  dataDir: string;
  password: string;
  /** Server settings by name, for tests that need no durability. */
  settings?: Record<string, string>;
  onProgress?: (what: string) => void;
}

interface Again {
  /** The one port that will do, as others know it; else that of the last time, or any that is free. */
  port?: number;
  /** Ends what has been started and is not up yet. */
  signal?: AbortSignal;
}

/**
 * Starts the server of a folder where none runs, and makes the cluster when there is none. Resolves when it takes
 * connections. Throws with the end of its log when it does not start, and with the reason of `signal` once that is aborted.
 */
export async function launchPostgres(
  options: LaunchOptions,
  { port, signal }: Again = {},
): Promise<Postmaster> {
  const cluster = join(options.dataDir, 'postgres');
  const { initdb, postgres } = postgresBinaries();
  const launcher = unprivilegedLauncher(postgres, options.dataDir, cluster);
  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    options.onProgress?.('Making the embedded database');
    makeCluster(initdb, launcher, cluster, options.password);
  }
  launcher.give(cluster);
  const log = join(options.dataDir, 'postgres.log');
  const known = port ?? lastPort(cluster);
  // A port that was free a moment ago may be taken now; backends of a killed server may need a moment to end.
  for (let round = 1; ; round += 1) {
    const on = known !== null && (port !== undefined || (await isFree(known))) ? known : await freePort();
    const flags = flagsOf({ port: String(on), ...options.settings });
    const server = await tryLaunch(launcher, cluster, [postgres, '-D', cluster, ...flags], log, signal);
    if (server) return server;
    signal?.throwIfAborted();
    if (round === ROUNDS) throw new Error(`The embedded PostgreSQL does not start:\n${tail(log)}`);
  }
}

/** Made beside its place and moved there when complete, so that a kill leaves no half cluster behind. */
function makeCluster(initdb: string, launcher: Launcher, cluster: string, password: string): void {
  const draft = `${cluster}.new`;
  const passwordFile = `${cluster}.password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  launcher.give(draft);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  launcher.give(passwordFile);
  try {
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const access = ['--username=voki', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    const [command = initdb, ...args] = [...launcher.prefix, initdb, '-D', draft, ...access, ...locale];
    const made = spawnSync(command, args, { encoding: 'utf8', cwd: '/', ...identityOf(launcher) });
    if (made.status !== 0)
      throw new Error(
        `The embedded database could not be made:\n${made.stderr || made.stdout || made.error}`,
      );
    renameSync(draft, cluster);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function flagsOf(settings: Record<string, string>): string[] {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    // Of PostgreSQL's own defaults, made for small machines, the first two cost about 5 % of the deliveries a second.
    shared_buffers: '256MB',
    wal_buffers: '16MB',
    max_wal_size: '2GB',
    // After a crash each of some 1,500 files would be synced by itself, as long as everybody waits: 1.3 to 3.6 s on a busy
    // machine, against 0.3 to 0.9 s for their file system at once.
    ...(process.platform === 'linux' && { recovery_init_sync_method: 'syncfs' }),
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function tryLaunch(
  launcher: Launcher,
  cluster: string,
  program: string[],
  log: string,
  signal: AbortSignal | undefined,
): Promise<Postmaster | null> {
  signal?.throwIfAborted();
  const [command = '', ...args] = [...launcher.prefix, ...program];
  const output = openSync(
    log,
    (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES ? 'w' : 'a',
    0o600,
  );
  // In a session of its own, so that Ctrl-C at the terminal reaches us and not the database that we still drain into.
  const child = spawn(command, args, {
    cwd: '/',
    detached: true,
    stdio: ['ignore', output, output],
    ...identityOf(launcher),
  });
  closeSync(output);
  let failure: Error | null = null;
  child.on('error', (error) => {
    failure = error;
  });
  child.unref();
  const ended = () => failure !== null || child.exitCode !== null || child.signalCode !== null;
  await until(() => ended() || signal?.aborted === true || isReady(cluster, child.pid), START_MS);
  if (failure) throw failure;
  if (!signal?.aborted && !ended() && isReady(cluster, child.pid)) return readPostmaster(cluster);
  // Waited for, so that the next round does not meet it.
  for (const end of ['SIGQUIT', 'SIGKILL'] as const) {
    if (ended()) break;
    child.kill(end);
    await until(ended, END_MS);
  }
  return null;
}

function isReady(cluster: string, pid: number | undefined): boolean {
  const server = readPostmaster(cluster);
  return server?.ready === true && server.pid === pid && processIdentity(server.pid) !== null;
}

const freePort = () => listenOnce(0);

async function isFree(port: number): Promise<boolean> {
  return listenOnce(port).then(
    () => true,
    () => false,
  );
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no free port')),
      );
    });
  });
}

/** The last lines of the server's log. */
function tail(log: string): string {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
  return lines.slice(-8).join('\n');
}
