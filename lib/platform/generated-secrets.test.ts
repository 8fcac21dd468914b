import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseEnv } from '@/lib/env';
import { generatedSecrets } from './generated-secrets';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'voki secrets '));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe('generated secrets', () => {
  it('are made once, also by two at the same time, and satisfy the environment', async () => {
    const [first, second] = await Promise.all([generatedSecrets(dataDir), generatedSecrets(dataDir)]);
    expect(second).toEqual(first);
    expect(await generatedSecrets(dataDir)).toEqual(first);
    expect(parseEnv({ ...first, DATABASE_URL: 'postgresql://127.0.0.1/x' }).ENCRYPTION_KEYS).toHaveLength(1);
  });

  it('are for their owner only', async () => {
    await generatedSecrets(dataDir);
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('are not repeated when their file is broken', async () => {
    writeFileSync(join(dataDir, 'secrets.json'), '{"AUTH_SECRET": hidden-word');
    const refused = await generatedSecrets(dataDir).catch(String);
    expect(refused).toContain('secrets.json is no JSON any more');
    expect(refused).not.toContain('hidden-word');
  });

  it('are not made anew beside a database that was sealed with others', async () => {
    mkdirSync(join(dataDir, 'postgres'));
    await expect(generatedSecrets(dataDir)).rejects.toThrow('secrets.json is missing');
  });
});
