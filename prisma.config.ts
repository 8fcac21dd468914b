import { defineConfig } from 'prisma/config';

// Without a datasource URL: `prisma generate` needs none, and migrations are applied by lib/platform/migrate.ts.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
