import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { addHistory } from './support/history';
import { expect, test } from './support/test';

/**
 * `npm run lab`: how fast the pages feel, in the production build with the browser's processor slowed four times.
 * Nothing is asserted: figures depend on the machine, and stand with it in docs/lab.md.
 */

const SLOWED = 4;
const HISTORY = 100_000;
const RUNS = 7;

declare global {
  interface Window {
    lab: { lcp: number; cls: number };
  }
}

/** Watches from before the first byte of every page to come. */
const WATCH = () => {
  window.lab = { lcp: 0, cls: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.lab.lcp = entry.startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
      if (!shift.hadRecentInput) window.lab.cls += shift.value;
    }
  }).observe({ type: 'layout-shift', buffered: true });
};

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const worst = (values: number[]) => Math.max(...values);

async function slow(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  return session;
}

/** A visit as the first one: nothing is in the cache. LCP in milliseconds. */
async function visit(page: Page, path: string): Promise<{ lcp: number; cls: number }> {
  const session = await slow(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await page.addInitScript(WATCH);
  await page.goto(path, { waitUntil: 'networkidle' });
  return page.evaluate(() => window.lab);
}

/**
 * Milliseconds from the press to the first frame in which `done` holds, both seen from inside of the page, so that
 * what Playwright itself takes does not count.
 */
async function untilFrame(page: Page, press: string, done: string): Promise<number> {
  return page.evaluate(
    ([pressed, awaited]) =>
      new Promise<number>((resolve) => {
        const button = document.querySelector<HTMLElement>(pressed ?? '');
        const started = performance.now();
        const look = () =>
          document.querySelector(awaited ?? '')
            ? resolve(performance.now() - started)
            : requestAnimationFrame(look);
        button?.click();
        requestAnimationFrame(look);
      }),
    [press, done],
  );
}

async function inFreshPages<T>(browser: Browser, page: Page, run: (page: Page) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  const state = await page.context().storageState();
  for (let time = 0; time < RUNS; time++) {
    const context = await browser.newContext({
      storageState: state,
      baseURL: new URL(page.url()).origin,
      viewport: { width: 1280, height: 800 },
      locale: 'en-US',
      timezoneId: 'America/Sao_Paulo',
    });
    results.push(await run(await context.newPage()));
    await context.close();
  }
  return results;
}

test('lab', async ({ page, browser, signInAs, organization, receiver, createWebhook }) => {
  await signInAs('manager');
  const { id } = await createWebhook({
    url: receiver.url,
    events: ['call.completed', 'call.missed'],
    description: 'CRM, service log',
  });
  for (const name of ['Waiting-room screen', 'ERP, customer register', 'Reports'])
    await createWebhook({ url: receiver.url, events: ['call.created'], description: name });
  await addHistory(organization.id, id, HISTORY);
  const list = '/settings/webhooks';
  const details = `/settings/webhooks/${id}`;
  await page.goto(list);

  const rows: string[][] = [];
  for (const [name, path] of [
    ['list', list],
    ['details, 100,000 deliveries', details],
    ['new', '/settings/webhooks/new'],
  ] as const) {
    const visits = await inFreshPages(browser, page, (fresh) => visit(fresh, path));
    const lcp = visits.map((one) => one.lcp);
    const cls = visits.map((one) => one.cls);
    rows.push([`LCP, ${name}`, `${Math.round(median(lcp))} ms`, `${Math.round(worst(lcp))} ms`, '1,200 ms']);
    rows.push([`CLS, ${name}`, median(cls).toFixed(3), worst(cls).toFixed(3), '0.02']);
  }

  receiver.behave('never');
  const presses = await inFreshPages(browser, page, async (fresh) => {
    await slow(fresh);
    await fresh.goto(list, { waitUntil: 'networkidle' });
    return untilFrame(fresh, 'button[aria-label^="Test "]', 'button[aria-label^="Test "][aria-busy="true"]');
  });
  rows.push([
    'Test pressed to pending seen',
    `${Math.round(median(presses))} ms`,
    `${Math.round(worst(presses))} ms`,
    '100 ms',
  ]);
  receiver.behave('ok');

  const filters = await inFreshPages(browser, page, async (fresh) => {
    await slow(fresh);
    await fresh.goto(details, { waitUntil: 'networkidle' });
    await expect(fresh.locator('tbody').first()).toBeVisible();
    await fresh.getByRole('combobox', { name: /^Status/ }).click();
    const option = fresh.getByRole('option', { name: 'Failure' });
    await option.hover();
    await option.evaluate((element) => element.setAttribute('data-lab', ''));
    // The rows of the filter are those of which none arrived.
    return fresh.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const started = performance.now();
          const look = () => {
            const bodies = [...document.querySelectorAll('tbody')];
            const ready =
              location.search.includes('status=failure') &&
              bodies.length > 0 &&
              bodies.every((body) => body.textContent?.includes('Failure'));
            if (ready) resolve(performance.now() - started);
            else requestAnimationFrame(look);
          };
          document.querySelector<HTMLElement>('[data-lab]')?.click();
          requestAnimationFrame(look);
        }),
    );
  });
  rows.push([
    'filter chosen to rows, 100,000 deliveries',
    `${Math.round(median(filters))} ms`,
    `${Math.round(worst(filters))} ms`,
    '300 ms',
  ]);

  const [processor] = cpus();
  const report = [
    `Chromium ${browser.version()}, processor slowed ${SLOWED} times, nothing cached, ${RUNS} runs each. Machine: ${cpus().length} × ${processor?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}; server and browser on the same one.`,
    '',
    '| figure | median | worst | aim |',
    '|---|---|---|---|',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
  ].join('\n');
  console.log(report);
  mkdirSync('test-results', { recursive: true });
  writeFileSync('test-results/lab.md', report);
});
