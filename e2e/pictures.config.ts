import { defineConfig } from '@playwright/test';
import tests from '../playwright.config';

/** Makes the pictures of docs/images (`npm run pictures`) of the very build that the tests use. */
export default defineConfig({
  ...tests,
  testDir: '.',
  testMatch: 'pictures.ts',
  workers: 1,
  timeout: 900_000,
});
