import { defineConfig } from '@playwright/test';
import all from '../playwright.config';

const { projects: _, ...tests } = all;

/** Makes the pictures of docs/images (`npm run pictures`) of the very build that the tests use. */
export default defineConfig({
  ...tests,
  testDir: '.',
  testMatch: 'pictures.ts',
  workers: 1,
  timeout: 900_000,
});
