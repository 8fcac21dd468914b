import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig, devices } from '@playwright/test';
import { findChromium } from './scripts/chromium';
import { withoutSettings } from './scripts/test-environment';

/**
 * The production build, started as people start it, over data of its own. This file is read by each worker again;
 * what the first reading decides is handed down by the environment, where the tests' command line finds it too.
 */
if (!process.env.VOKI_E2E_PORT) {
  const free =
    "const s=require('net').createServer().listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})";
  const dataDir = mkdtempSync(join(tmpdir(), 'voki-e2e-'));
  process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  Object.assign(process.env, withoutSettings(), {
    VOKI_E2E_PORT: execFileSync(process.execPath, ['-e', free], { encoding: 'utf8' }).trim(),
    VOKI_DATA_DIR: dataDir,
    // The receivers of the tests are servers of this machine.
    DELIVERY_ALLOWED_PRIVATE_HOSTS: '127.0.0.0/8',
    // Short enough to wait for a receiver that never answers; and no retry comes in between.
    DELIVERY_TIMEOUT_MS: '2000',
    DELIVERY_RETRY_SCHEDULE: '3600,3600',
    // Tests choose where they come from, as behind a proxy.
    TRUSTED_PROXIES: '127.0.0.0/8',
    LOG_LEVEL: 'warn',
  });
}
const port = process.env.VOKI_E2E_PORT ?? '';
const executablePath = findChromium();
/** Begun last, one of these would end the run alone, after all others. */
const LONG = ['pages.spec.ts', 'walk.spec.ts'];

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/browser',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 2,
  projects: [
    { name: 'long', testMatch: LONG },
    { name: 'others', testIgnore: LONG },
  ],
  forbidOnly: true,
  reporter: process.env.VOKI_E2E_REPORT
    ? [['list'], ['json', { outputFile: process.env.VOKI_E2E_REPORT }]]
    : [['list']],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    timezoneId: 'America/Sao_Paulo',
    baseURL: `http://127.0.0.1:${port}`,
    // A trace of every test costs a sixth of their time: `VOKI_TRACE=on` asks for those of what fails.
    trace: process.env.VOKI_TRACE === 'on' ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath && { executablePath }),
      // Beside Playwright's own: no look at the network but at the application.
      args: [
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-quic',
        '--no-first-run',
      ],
    },
  },
  webServer: {
    command: 'exec node scripts/run.mjs start',
    cwd: import.meta.dirname,
    url: `http://127.0.0.1:${port}/api/health/ready`,
    env: { ...(process.env as Record<string, string>), PORT: port },
    timeout: 300_000,
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
  },
});
