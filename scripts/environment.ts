import { join, resolve } from 'node:path';
import nextEnv from '@next/env';
import { type Env, parseEnv } from '@/lib/env';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/lib/platform/embedded-postgres';
import { generatedSecrets } from '@/lib/platform/generated-secrets';
import { MigrationError, migrate } from '@/lib/platform/migrate';
import type { ServerNews } from '@/lib/platform/server-watch';
import { progress } from './terminal';

/**
 * What every command does first: read `.env` files as Next does, fill in what the embedded default generates,
 * check all of it, and have a database. Modules that ask `env()` are to be loaded after this.
 */

export interface Environment {
  env: Env;
  /** Null with DATABASE_URL set. */
  embedded: EmbeddedPostgres | null;
  /** Leaves the embedded PostgreSQL, which stops when nobody else uses it. */
  close(): Promise<void>;
}

interface EnvironmentOptions {
  mode?: 'production' | 'development';
}

/** Throws EnvError, or an Error whose message is meant for the operator. */
export async function prepareEnvironment({
  mode = 'production',
}: EnvironmentOptions = {}): Promise<Environment> {
  nextEnv.loadEnvConfig(process.cwd(), mode === 'development', {
    info: () => undefined,
    error: console.error,
  });
  // Typed as read-only by Next; a command decides it all the same.
  Object.assign(process.env, { NODE_ENV: mode });
  const dataDir = resolve(process.env.VOKI_DATA_DIR?.trim() || '.data');
  process.env.VOKI_DATA_DIR = dataDir;
  const isEmbedded = !process.env.DATABASE_URL?.trim();
  // Checked before anything is made on disk, with stand-ins for what would be made.
  const standIns = {
    ...STAND_INS,
    ...withoutBlanks(process.env),
    DATABASE_URL: 'postgresql://127.0.0.1/voki',
  };
  const { HOST, PORT } = parseEnv(isEmbedded ? standIns : process.env);
  // Made only of what is right, or AUTH_URL would be blamed for it. With PORT=0 the server fills it in when it knows its port.
  if (PORT !== 0) fillIn({ AUTH_URL: addressOf(HOST, PORT) });
  if (!isEmbedded) {
    const env = parseEnv(process.env);
    await migrateOrExplain(env.DATABASE_URL);
    return { env, embedded: null, close: async () => undefined };
  }

  const { DATABASE_PASSWORD, ...secrets } = await generatedSecrets(dataDir);
  fillIn(secrets);
  // Before anything is started that would have to be stopped: the file may have been changed by hand.
  parseEnv({ ...process.env, DATABASE_URL: standIns.DATABASE_URL });
  const embedded = await startEmbeddedPostgres({
    dataDir,
    password: DATABASE_PASSWORD,
    onProgress: progress,
    keepRunning: (news) => void logNews(news, dataDir),
  });
  const close = async () => {
    await embedded.stop();
  };
  process.env.DATABASE_URL = embedded.connectionString;
  try {
    await migrateOrExplain(embedded.connectionString);
  } catch (error) {
    await close();
    throw error;
  }
  return { env: parseEnv(process.env), embedded, close };
}

/** What happens to the embedded PostgreSQL while it is used, for whoever reads the log. */
async function logNews(news: ServerNews, dataDir: string): Promise<void> {
  // Loaded here, as a command may still tell it to be silent.
  const { log } = await import('@/lib/log');
  const { what, ...fields } = news;
  switch (what) {
    case 'away':
      return log.warn('embedded PostgreSQL has ended, starting it again');
    case 'failed':
      return log.error(
        { ...fields, log: join(dataDir, 'postgres.log') },
        'embedded PostgreSQL does not start',
      );
    case 'back':
      return log.info(fields, 'embedded PostgreSQL runs again');
    case 'served twice':
      return log.error(fields, 'another process serves the same data: stop one of the two');
  }
}

const STAND_INS = {
  AUTH_SECRET: '-'.repeat(32),
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
};

/** Where people reach this server when nobody says otherwise: next-auth would lead them to `localhost`. */
export function addressOf(host: string, port: number): string {
  // The zone of a link-local address means something on this machine only, and has no place in a URL.
  const given = host.replace(/%.*/, '');
  const reachable = ['0.0.0.0', '::'].includes(given) ? '127.0.0.1' : given;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/** What PostgreSQL's and Node's codes mean to an operator. */
const UNREACHABLE: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name cannot be resolved',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way to it',
  ECONNRESET: 'it closed the connection',
  '28P01': 'it refuses the user or the password',
  '28000': 'it refuses the user',
  '3D000': 'it has no such database',
};

async function migrateOrExplain(databaseUrl: string): Promise<void> {
  try {
    for (const name of await migrate(databaseUrl)) progress(`Applied the migration ${name}`);
  } catch (error) {
    if (error instanceof MigrationError) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    const { host, pathname } = new URL(databaseUrl);
    throw new Error(`DATABASE_URL: ${host}${pathname} cannot be used: ${UNREACHABLE[code] ?? message}.`);
  }
}

/** Sets what is unset or blank. */
function fillIn(values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) process.env[name] = process.env[name]?.trim() || value;
}

function withoutBlanks(source: NodeJS.ProcessEnv): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim()));
}
