import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { env } from '@/lib/env';
import { PrismaClient } from '@/lib/generated/prisma/client';
import { log } from '@/lib/log';

/**
 * The process's one connection pool, for Prisma and for the raw statements of the engine alike.
 * It hangs on globalThis, as Next bundles instrumentation and route handlers apart.
 * Only lib/webhooks/data, lib/auth/data and the migration runner may import this module.
 */

interface Database {
  pool: pg.Pool;
  prisma: PrismaClient;
}

const holder = globalThis as typeof globalThis & { __vokiDatabase?: Database };

function connect(): Database {
  const pool = new pg.Pool({
    connectionString: env().DATABASE_URL,
    max: 20,
    // A database that is away must be an answer within seconds, not a request that hangs.
    connectionTimeoutMillis: 5000,
    application_name: 'voki-webhooks',
  });
  // Idle connections that break (a restarted server) are replaced by the pool; without a listener they would end the process.
  pool.on('error', (error) =>
    log.warn({ name: error.name, message: error.message }, 'database connection lost'),
  );
  // Minimal, as Prisma's longer messages quote the values that a statement was called with, and messages are logged.
  return { pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' }) };
}

function database(): Database {
  holder.__vokiDatabase ??= connect();
  return holder.__vokiDatabase;
}

/** For raw statements with parameters. */
export function pool(): pg.Pool {
  return database().pool;
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
  if (!open.pool.ended) await open.pool.end();
}
