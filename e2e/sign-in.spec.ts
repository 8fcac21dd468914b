import type { BrowserContext, Page } from '@playwright/test';
import { withDatabase } from './support/database';
import { expect, expectAccessible, signIn, test } from './support/test';

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /account/i }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
}

const sessionCookies = async (context: BrowserContext) =>
  (await context.cookies()).filter(({ name }) => name.endsWith('session-token'));

/** While it works, the database takes no note of sessions of this person that end, as if it were away. */
async function withoutNotes(email: string, work: () => Promise<void>): Promise<void> {
  await withDatabase(async (client) => {
    const { rows } = await client.query('SELECT id FROM users WHERE email = $1', [email]);
    await client.query(`
      CREATE FUNCTION e2e_away() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = '57P01'; END $$;
      CREATE TRIGGER e2e_away BEFORE INSERT ON ended_sessions FOR EACH ROW
      WHEN (NEW.user_id = '${rows[0]?.id}') EXECUTE FUNCTION e2e_away()`);
    try {
      await work();
    } finally {
      await client.query('DROP FUNCTION e2e_away CASCADE');
    }
  });
}

test.describe('sign-in', () => {
  test('leads back to the page that was asked for, and out again', async ({ page, organization }) => {
    const { email, password } = await organization.account('manager');
    await page.goto('/settings/webhooks/new?from=link');
    await expect(page).toHaveURL(/\/sign-in\?callbackUrl=%2Fsettings%2Fwebhooks%2Fnew%3Ffrom%3Dlink$/);

    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page).toHaveURL(/\/settings\/webhooks\/new\?from=link$/);
    await expect(page.getByRole('heading', { level: 1, name: 'New Webhook' })).toBeVisible();

    await signOut(page);
    await expect(page).toHaveURL(/\/sign-in$/);
    await page.goto('/settings/webhooks');
    await expect(page).toHaveURL(/\/sign-in/);
  });

  test('is over for copies of the cookie too once one has signed out, and goes on elsewhere', async ({
    page,
    organization,
    openClient,
    signInAs,
  }) => {
    await signInAs('manager');
    const elsewhere = await openClient();
    await signIn(elsewhere, await organization.account('manager'));
    await page.goto('/settings/webhooks');
    const copy = await sessionCookies(page.context());
    expect(copy).toHaveLength(1);
    await signOut(page);
    await expect(page).toHaveURL(/\/sign-in$/);
    expect(await sessionCookies(page.context())).toEqual([]);
    await page.context().addCookies(copy);
    expect((await page.request.get('/api/webhooks')).status()).toBe(401);
    await page.goto('/settings/webhooks');
    await expect(page).toHaveURL(/\/sign-in\?callbackUrl/);
    expect((await elsewhere.get('/api/webhooks')).status()).toBe(200);
  });

  test('out of a session that cannot be ended right now says so', async ({
    page,
    organization,
    signInAs,
  }) => {
    await signInAs('supervisor');
    await page.goto('/settings/webhooks');
    await withoutNotes((await organization.account('supervisor')).email, async () => {
      await signOut(page);
      await expect(page.getByText('the session could not be ended right now')).toBeVisible();
    });
    expect(await sessionCookies(page.context())).toEqual([]);
    await expectAccessible(page, 'a session that could not be ended');
  });

  test('says what is wrong to whom next-auth has sent back', async ({ page }) => {
    for (const [search, text] of [
      ['error=Configuration', 'Signing in does not work at the moment. Try again in a moment.'],
      ['error=CredentialsSignin&code=unavailable', 'Signing in does not work at the moment.'],
      ['error=CredentialsSignin&code=credentials', 'Wrong e-mail or password.'],
      ['error=AccessDenied', 'Ask a manager to add your e-mail address first.'],
    ] as const) {
      await page.goto(`/sign-in?${search}`);
      await expect(page.getByText(text), search).toBeVisible();
    }
  });

  test('a wrong password and an unknown e-mail read the same, and keep what was typed', async ({
    page,
    organization,
  }) => {
    const known = await organization.account('manager');
    const texts: (string | null)[] = [];
    for (const email of [known.email, 'nobody@e2e.voki.test']) {
      await page.goto('/sign-in');
      await page.getByLabel('E-mail').fill(email);
      await page.getByLabel('Password', { exact: true }).fill('not-the-password');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      const alert = page.getByRole('alert').filter({ hasText: /password/i });
      await expect(alert).toBeVisible();
      await expect(page.getByLabel('E-mail')).toHaveValue(email);
      texts.push(await alert.textContent());
    }
    expect(texts[0]).toBe(texts[1]);
    await expectAccessible(page, 'a refused sign-in');
  });

  test.describe('without JavaScript', () => {
    test.use({ javaScriptEnabled: false });

    test('works too', async ({ page, organization }) => {
      const supervisor = await organization.account('supervisor');
      await page.goto('/settings/audit');
      const enter = async (password: string) => {
        await page.locator('input[name="email"]').fill(supervisor.email);
        await page.locator('input[name="password"]').fill(password);
        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      };
      await enter('not-the-password');
      await expect(page.getByText('Wrong e-mail or password.')).toBeVisible();
      await expect(page.locator('input[name="email"]')).toHaveValue(supervisor.email);
      await enter(supervisor.password);
      await expect(page).toHaveURL(/\/settings\/audit$/);
    });
  });

  test('never leads to another site', async ({ page, organization, origin }) => {
    const { email, password } = await organization.account('manager');
    for (const target of ['https://evil.example/', '//evil.example/', '/\\evil.example']) {
      await page.context().clearCookies();
      await page.goto(`/sign-in?callbackUrl=${encodeURIComponent(target)}`);
      await page.getByLabel('E-mail').fill(email);
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Webhooks' })).toBeVisible();
      expect(new URL(page.url()).origin).toBe(origin);
    }
  });
});
