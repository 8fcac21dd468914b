import { pool } from '@/lib/db';

/** Everything that the database holds, as text. */
export async function storedText(): Promise<string> {
  const tables = await pool().query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  const texts = await Promise.all(
    tables.rows.map(async ({ name }) =>
      (await pool().query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)).rows.map(
        ({ row }) => row,
      ),
    ),
  );
  return texts.flat().join('\n');
}
