import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from './file-lock';

/** What an operator would otherwise have to set; names are those of the environment. */
export interface GeneratedSecrets {
  AUTH_SECRET: string;
  ENCRYPTION_KEYS: string;
  METRICS_TOKEN: string;
  DATABASE_PASSWORD: string;
}

/**
 * The secrets of the embedded default, made once into `secrets.json` of the data folder (mode 0600).
 * Throws when the database is there and they are not: new ones could not open what is stored.
 */
export async function generatedSecrets(dataDir: string): Promise<GeneratedSecrets> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'secrets.json');
  return exclusively(join(dataDir, 'secrets.lock'), async () => {
    if (existsSync(file)) return readSecrets(file);
    if (existsSync(join(dataDir, 'postgres')))
      throw new Error(
        `${file} is missing, without which the database beside it cannot be read. Restore it from a copy, or move ${dataDir} away to begin anew.`,
      );
    const secrets = makeSecrets();
    // Written beside its place and moved there, so that a kill leaves no half file, nor a machine that fails.
    writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
    return secrets;
  });
}

/** What JSON.parse says of a broken file would repeat secrets. */
function readSecrets(file: string): GeneratedSecrets {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Error(
      `${file} is no JSON any more. Restore it from a copy: what is stored cannot be read without it.`,
    );
  }
}

function makeSecrets(): GeneratedSecrets {
  return {
    AUTH_SECRET: randomBytes(33).toString('base64'),
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    METRICS_TOKEN: randomBytes(24).toString('base64url'),
    DATABASE_PASSWORD: randomBytes(24).toString('base64url'),
  };
}
