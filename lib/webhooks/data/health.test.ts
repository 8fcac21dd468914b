import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { NEWEST_MIGRATION } from './health';

it('the code knows its newest migration', () => {
  const migrations = readdirSync('prisma/migrations', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(NEWEST_MIGRATION).toBe(migrations.sort().at(-1));
});
