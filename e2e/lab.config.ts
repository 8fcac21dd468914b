import { defineConfig } from '@playwright/test';
import all from '../playwright.config';

const { projects: _, ...tests } = all;

/** Measures the very build that the tests use (`npm run lab`). */
export default defineConfig({
  ...tests,
  testDir: '.',
  testMatch: 'lab.ts',
  workers: 1,
  timeout: 600_000,
});
