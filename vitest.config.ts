import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const folders = '{app,components,lib,prisma,scripts}';

/** Faults that are waited for: five minutes more, with VOKI_FAULTS=all only. */
const LONG_FAULTS = ['changes', 'clocks', 'exhaustion', 'frozen', 'standstill'].map(
  (name) => `scripts/faults/${name}.system.test.ts`,
);

/** Tests wait for databases and receivers half of their time: two at once also where Vitest would run one. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

/** Enough for modules that ask the environment on loading; every value is worthless outside the tests. */
const env = {
  NODE_ENV: 'test' as const,
  TZ: 'UTC',
  LOG_LEVEL: 'silent',
  AUTH_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
  AUTH_URL: 'http://127.0.0.1:3000',
  ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
  DELIVERY_ALLOWED_PRIVATE_HOSTS: '127.0.0.0/8,[::1/128]',
};

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\//, replacement: root },
      // The guard against client bundles throws outside of React's server condition.
      { find: /^server-only$/, replacement: `${root}node_modules/server-only/empty.js` },
    ],
  },
  test: {
    env,
    environment: 'node',
    restoreMocks: true,
    maxWorkers,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [`${folders}/**/*.test.{ts,tsx}`],
          exclude: ['**/*.db.test.ts', '**/*.system.test.ts'],
          setupFiles: ['lib/testing/fail-on-console-error.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'db',
          include: [`${folders}/**/*.db.test.ts`],
          globalSetup: ['lib/testing/test-server.ts'],
          setupFiles: ['lib/testing/fail-on-console-error.ts', 'lib/testing/own-database.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: [`${folders}/**/*.system.test.ts`],
          exclude: process.env.VOKI_FAULTS === 'all' ? [] : LONG_FAULTS,
          // They mostly wait, for leases and time limits to end; more at once would leave too little for each.
          maxWorkers: 2,
        },
      },
    ],
  },
});
