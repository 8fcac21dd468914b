import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pool } from '@/lib/db';
import { env } from '@/lib/env';
import { schemaDifference } from './schema-engine';

const schema = readFileSync('prisma/schema.prisma', 'utf8');
const difference = (to = schema) => schemaDifference(to, env().DATABASE_URL);

/** The schema with one change, which must have been possible. */
function changed(from: string, to: string): string {
  expect(schema).toContain(from);
  return schema.replace(from, to);
}

describe('the Prisma schema and the migrations', () => {
  it('agree', async () => {
    expect(await difference()).toBe('');
  });

  // The check itself: each of these was once the way in which somebody forgot one of the two.
  it.each([
    [
      'a column',
      '  name      String\n',
      '  name      String\n  note      String?\n',
      'ADD COLUMN     "note" TEXT',
    ],
    ['a type', 'url            String\n', 'url            String @db.VarChar(10)\n', 'VARCHAR(10)'],
    ['an obligation', 'customerEmail  String?', 'customerEmail  String', 'SET NOT NULL'],
    ['an index', '  @@index([organizationId])\n  @@map("api_keys")', '  @@map("api_keys")', 'DROP INDEX'],
    ['an enum value', '  basic\n', '  basic\n  trial\n', "ADD VALUE 'trial'"],
    [
      'a deletion rule',
      'references: [organizationId, id], onDelete: Cascade)',
      'references: [organizationId, id], onDelete: Restrict)',
      'ON DELETE RESTRICT',
    ],
  ])('differ when only the schema changes %s', async (_, from, to, sql) => {
    expect(await difference(changed(from, to))).toContain(sql);
  });

  it.each([
    [
      'a column',
      'ALTER TABLE webhooks ADD COLUMN forgotten text',
      'DROP COLUMN "forgotten"',
      'ALTER TABLE webhooks DROP COLUMN forgotten',
    ],
    [
      'a default',
      'ALTER TABLE webhooks ALTER COLUMN enabled SET DEFAULT false',
      'SET DEFAULT true',
      'ALTER TABLE webhooks ALTER COLUMN enabled SET DEFAULT true',
    ],
    [
      'a table',
      'CREATE TABLE forgotten (id int PRIMARY KEY)',
      'DROP TABLE "forgotten"',
      'DROP TABLE forgotten',
    ],
  ])('differ when only a migration changes %s', async (_, change, sql, undo) => {
    await pool().query(change);
    try {
      expect(await difference()).toContain(sql);
    } finally {
      await pool().query(undo);
    }
  });
});
