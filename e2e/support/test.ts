import AxeBuilder from '@axe-core/playwright';
import { type APIRequestContext, test as base, expect, type Page } from '@playwright/test';
import { twMerge } from 'tailwind-merge';
import { type Account, createOrganization, type Organization, type Role } from './operator';
import { Receiver } from './receiver';

interface WorkerFixtures {
  /** On the professional plan. */
  organization: Organization;
  basicOrganization: Organization;
}

interface TestFixtures {
  /** Of the application: what a page of it sends as Origin. */
  origin: string;
  receiver: Receiver;
  signInAs: (role: Role, organization?: Organization) => Promise<void>;
  /** A script, or another person: over HTTP alone, with cookies of its own. */
  openClient: (options?: { extraHTTPHeaders: Record<string, string> }) => Promise<APIRequestContext>;
  /** The call system: posts an event and returns status and answer. */
  postEvent: (
    event: string,
    data: unknown,
    organization?: Organization,
  ) => Promise<{ status: number; body: { id: string; deliveries: number } }>;
  /** One more page of the same person, for what is an error in the console by its nature. */
  unwatchedPage: Page;
  createWebhook: (input: {
    url: string;
    events: string[];
    secret?: string;
    description?: string;
  }) => Promise<{ id: string; secret: string }>;
}

/** Signs in as scripts do, through next-auth's own routes, so that only the sign-in spec pays for the form. */
export async function signIn(request: APIRequestContext, account: Account): Promise<void> {
  const { csrfToken } = await (await request.get('/api/auth/csrf')).json();
  const answer = await request.post('/api/auth/callback/credentials', {
    form: { csrfToken, email: account.email, password: account.password },
    maxRedirects: 0,
  });
  expect(answer.status(), 'the sign-in route redirects').toBe(302);
  const session = await (await request.get('/api/auth/session')).json();
  expect(session?.user?.email, 'the session is the account’s').toBe(account.email);
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  organization: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
    async ({}, use) => use(await createOrganization('professional')),
    { scope: 'worker', timeout: 60_000 },
  ],
  basicOrganization: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
    async ({}, use) => use(await createOrganization('basic')),
    { scope: 'worker', timeout: 60_000 },
  ],
  origin: async ({ baseURL }, use) => use(new URL(baseURL ?? '').origin),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
  receiver: async ({}, use) => {
    const receiver = await Receiver.start();
    await use(receiver);
    await receiver.close();
  },
  signInAs: async ({ page, organization }, use) => {
    await use(async (role, of = organization) => signIn(page.request, await of.account(role)));
  },
  openClient: async ({ playwright, origin }, use) => {
    const opened: APIRequestContext[] = [];
    await use(async (options) => {
      const client = await playwright.request.newContext({ baseURL: origin, ...options });
      opened.push(client);
      return client;
    });
    for (const client of opened) await client.dispose();
  },
  postEvent: async ({ openClient, organization }, use) => {
    const callSystem = await openClient();
    await use(async (event, data, of = organization) => {
      const answer = await callSystem.post('/api/events', {
        headers: { authorization: `Bearer ${await of.ingestKey()}` },
        data: { organization_id: of.id, event, data },
      });
      return { status: answer.status(), body: await answer.json() };
    });
  },
  createWebhook: async ({ page, origin }, use) => {
    const made: string[] = [];
    const headers = { origin };
    await use(async (input) => {
      const answer = await page.request.post('/api/webhooks', { headers, data: input });
      expect(answer.status(), await answer.text()).toBe(201);
      const webhook = await answer.json();
      made.push(webhook.id);
      return webhook;
    });
    for (const id of made) await page.request.delete(`/api/webhooks/${id}`, { headers });
  },
  // A page that throws or logs an error is a failure, whatever else it shows.
  page: async ({ page }, use) => {
    const faults: string[] = [];
    const note = (fault: string) => faults.push(`${new URL(page.url()).pathname}: ${fault}`);
    page.on('pageerror', (error) => note(error.message));
    page.on('console', (message) => {
      // The browser itself reports every answer of 4xx; those are the tests' own business.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        note(message.text());
    });
    // Told by the browser to the page, whether or not it writes it to the console as well.
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) =>
        console.error(`content policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
      );
    });
    const goto = page.goto.bind(page);
    page.goto = async (...given) => {
      const answer = await goto(...given);
      await isTakenOver(page);
      return answer;
    };
    const reload = page.reload.bind(page);
    page.reload = async (...given) => {
      const answer = await reload(...given);
      await isTakenOver(page);
      return answer;
    };
    await use(page);
    expect(faults, 'errors in the browser console').toEqual([]);
  },
  unwatchedPage: async ({ context }, use) => use(await context.newPage()),
});

/**
 * Waits until scripts have taken over a page of the panel, each part of it that the server wrote. What is pressed
 * before is lost, as it is to anybody who is that quick.
 */
export async function isTakenOver(page: Page): Promise<void> {
  const palette = page.locator('header button[aria-haspopup="dialog"]').first();
  if ((await palette.count()) === 0) return;
  await expect(palette).toHaveAttribute('aria-keyshortcuts', /./);
  // React keeps what it gave an element in a property of that element, under a name with an ending of its own.
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll('a[href], button, input, select, textarea')].every((control) =>
        Object.keys(control).some((key) => key.startsWith('__reactProps$')),
      ),
    undefined,
    { timeout: 20_000 },
  );
}

/**
 * axe with the rules of WCAG 2.0 to 2.2, A and AA, on the page as it stands. Not on the guards at either end of what
 * Base UI opens: each hands the focus on in the moment in which it gets it, so that nobody is ever on one. Where
 * Base UI lays something over the page axe overlooks them by itself.
 */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  // Next takes the title away while it loads a page anew, as after a filter was chosen.
  await expect(page).toHaveTitle(/./);
  const { violations } = await new AxeBuilder({ page })
    .exclude('[data-base-ui-focus-guard]')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'])
    .analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
  );
  expect(found, `axe on ${state}`).toEqual([]);
}

/** Two classes of one element for the same property: which of them wins, no one who reads the element can tell. */
export async function expectNoConflictingClasses(page: Page, state: string): Promise<void> {
  const lists = await page
    .locator('[class]')
    .evaluateAll((elements) => [...new Set(elements.map((element) => element.getAttribute('class') ?? ''))]);
  const conflicts = lists.filter((list) => twMerge(list) !== list.trim().replace(/\s+/g, ' '));
  expect(conflicts, `classes on ${state}`).toEqual([]);
}

export { expect };
