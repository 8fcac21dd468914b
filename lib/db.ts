import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { env } from '@/lib/env';
import { PrismaClient } from '@/lib/generated/prisma/client';
import { log } from '@/lib/log';

/**
 * The process's connections: one pool for Prisma and single raw statements, a small one for the engine's.
 * They hang on globalThis, as Next bundles instrumentation and route handlers apart.
 * Of the product only lib/webhooks/data and lib/auth/data import this module.
 */

/**
 * After which a connection counts as lost: where a network drops packets in silence, or another server has taken over
 * the address, TCP would hope for a quarter of an hour, and all that waits for that statement with it. Longer than any
 * statement of ours takes; short enough that what has ended is still recorded within its lease.
 */
const STATEMENT_MS = 30_000;
/**
 * The server itself ends sooner what waits so long, as for a row that somebody has locked: left to itself it would go on
 * behind a connection that we have given up, and each new try would cost one connection more.
 */
const SERVER_STATEMENT_MS = 25_000;
/** A process that stands still within a transaction holds its locks no longer; ours wait for nothing but the database. */
const IDLE_IN_TRANSACTION_MS = 15_000;

const LIMITS = `SET statement_timeout = ${SERVER_STATEMENT_MS}; SET idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_MS}`;

interface Database {
  pool: pg.Pool;
  enginePool: pg.Pool;
  prisma: PrismaClient;
}

/**
 * The engine's few statements are prepared once a connection, often while their tables are empty, and run when they
 * hold millions. Each of their steps is a look-up of given ids in an index; whatever else the planner might take for
 * cheaper on a small table is ruled out, so that the plan of the first second is the right one for ever.
 */
const ENGINE_SETTINGS = [
  'enable_seqscan',
  'enable_bitmapscan',
  'enable_hashjoin',
  'enable_mergejoin',
  'enable_memoize',
  'enable_material',
  'jit',
]
  .map((name) => `SET ${name} = off`)
  .concat('SET plan_cache_mode = force_generic_plan')
  .join('; ');

const holder = globalThis as typeof globalThis & { __vokiDatabase?: Database };

function newPool(max: number, settings: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: env().DATABASE_URL,
    max,
    // A database that is away must be an answer within seconds, not a request that hangs.
    connectionTimeoutMillis: 5000,
    query_timeout: STATEMENT_MS,
    application_name: 'voki-webhooks',
    // Not as parameters of the connection, which poolers between refuse.
    onConnect: (client: pg.ClientBase) => client.query(settings),
  });
  // Idle connections that break (a restarted server) are replaced by the pool; without a listener they would end the process.
  pool.on('error', (error) =>
    log.warn({ name: error.name, message: error.message }, 'database connection lost'),
  );
  return pool;
}

function connect(): Database {
  const pool = newPool(14, LIMITS);
  const enginePool = newPool(6, `${LIMITS}; ${ENGINE_SETTINGS}`);
  // Minimal, as Prisma's longer messages quote the values that a statement was called with, and messages are logged.
  return {
    pool,
    enginePool,
    prisma: new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' }),
  };
}

function database(): Database {
  holder.__vokiDatabase ??= connect();
  return holder.__vokiDatabase;
}

/** For raw statements with parameters. */
export function pool(): pg.Pool {
  return database().pool;
}

/** For the statements of publish, claim, attempt and settle only, and the keys and secrets that these wait for; see {@link ENGINE_SETTINGS}. */
export function enginePool(): pg.Pool {
  return database().enginePool;
}

/** For everything off the hot path. */
export function prisma(): PrismaClient {
  return database().prisma;
}

/** Ends all connections; for process ends and tests. */
export async function closeDatabase(): Promise<void> {
  const open = holder.__vokiDatabase;
  delete holder.__vokiDatabase;
  if (!open) return;
  await open.prisma.$disconnect();
  await Promise.all([open.pool, open.enginePool].map(async (pool) => pool.ended || (await pool.end())));
}
