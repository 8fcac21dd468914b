import type { Page } from '@playwright/test';
import { withDatabase } from './support/database';
import { createOrganization } from './support/operator';
import { expect, expectAccessible, expectNoConflictingClasses, test } from './support/test';

/** The key of the palette, once the page says that it is listened to. */
async function pressPaletteKey(page: Page): Promise<void> {
  await expect(page.locator('[aria-keyshortcuts~="Control+K"]')).toBeAttached();
  await page.keyboard.press('Control+k');
}

test.describe('the command palette', () => {
  test('leads to a webhook by keyboard, and gives the focus back', async ({
    page,
    signInAs,
    receiver,
    createWebhook,
  }) => {
    await signInAs('manager');
    const { id } = await createWebhook({
      url: receiver.url,
      events: ['call.missed'],
      description: 'Recepção da clínica',
    });
    await page.goto('/settings/webhooks');
    await pressPaletteKey(page);
    const palette = page.getByRole('dialog', { name: 'Search and commands' });
    const search = palette.getByRole('combobox', { name: 'Search and commands' });
    await expect(search).toBeFocused();
    await expect(palette.getByRole('option', { name: /Recepção/ })).toBeVisible();
    await expectAccessible(page, 'the open palette');
    await expectNoConflictingClasses(page, 'the open palette');
    await page.keyboard.press('Escape');
    await expect(palette).toBeHidden();
    await expect(page.getByRole('button', { name: 'Search and commands' })).toBeFocused();

    await page.keyboard.press('Enter');
    await expect(search).toBeFocused();
    // Accents are nothing that one has to type.
    await page.keyboard.type('recepcao');
    await expect(palette.getByRole('option')).toHaveCount(1);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/settings/webhooks/${id}$`));
    await expect(palette).toBeHidden();
  });

  test('changes language and look, and says when nothing fits', async ({ page, signInAs }) => {
    // The language is kept with the person, and others read pages as the manager of the shared organisation.
    await signInAs('manager', await createOrganization('professional'));
    await page.goto('/settings/webhooks');
    await page.getByRole('button', { name: 'Search and commands' }).click();
    const search = page.getByRole('combobox', { name: 'Search and commands' });
    await expect(search).toBeFocused();
    await page.keyboard.type('zzz');
    await expect(page.getByText('Nothing matches what you typed.')).toBeVisible();
    await search.fill('dark');
    await page.getByRole('option', { name: /Dark/ }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(search).toBeHidden();
    await pressPaletteKey(page);
    await expect(search).toBeFocused();
    await page.keyboard.type('portugu');
    await page.getByRole('option', { name: 'Português (Brasil)' }).click();
    await expect(page.getByRole('link', { name: 'Novo webhook' }).first()).toBeVisible();
    await pressPaletteKey(page);
    await expectAccessible(page, 'the open palette, dark, Portuguese');
    await page.getByRole('combobox', { name: 'Busca e comandos' }).fill('english');
    await page.getByRole('option', { name: 'English' }).click();
    await expect(page.getByRole('link', { name: 'New Webhook' }).first()).toBeVisible();
  });

  test('shows nobody what they may not do', async ({ page, signInAs }) => {
    await signInAs('supervisor');
    await page.goto('/settings/webhooks');
    await pressPaletteKey(page);
    await expect(page.getByRole('option', { name: 'Webhooks' })).toBeVisible();
    await expect(page.getByRole('option', { name: 'New Webhook' })).toHaveCount(0);
    for (const name of ['Guide', 'API keys', 'Audit'])
      await expect(page.getByRole('option', { name })).toBeVisible();
    await page.getByRole('option', { name: 'Guide' }).click();
    await expect(page).toHaveURL(/\/settings\/webhooks\/guide$/);
    await page.context().clearCookies();
    await signInAs('attendant');
    await page.goto('/settings/webhooks');
    await pressPaletteKey(page);
    await expect(page.getByRole('option', { name: 'Webhooks' })).toBeVisible();
    for (const name of ['Guide', 'API keys', 'Audit'])
      await expect(page.getByRole('option', { name })).toHaveCount(0);
  });
});

test('breadcrumbs, account, and what is not there', async ({ page, signInAs }) => {
  await signInAs('manager');
  await page.goto('/settings/webhooks/new');
  await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: 'Webhooks' }).click();
  await expect(page).toHaveURL(/\/settings\/webhooks$/);
  const missing = await page.goto('/settings/webhooks/00000000-0000-7000-8000-000000000000');
  expect(missing?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1, name: 'This page does not exist' })).toBeVisible();
  await expect(page).toHaveTitle('This page does not exist · Voki');
  await page.getByRole('link', { name: 'Go to Webhooks' }).click();
  await expect(page).toHaveURL(/\/settings\/webhooks$/);
  await page.goto('/settings');
  await expect(page).toHaveURL(/\/settings\/webhooks$/);
  await page.getByRole('button', { name: /^Account: / }).click();
  await expectAccessible(page, 'the account menu');
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
});

test('on a phone the list is cards, and everything in them can be reached', async ({
  page,
  signInAs,
  receiver,
  createWebhook,
}) => {
  await page.setViewportSize({ width: 375, height: 812 });
  await signInAs('manager');
  await createWebhook({ url: receiver.url, events: ['call.missed'], description: 'pocket' });
  await page.goto('/settings/webhooks');
  const card = page.getByRole('listitem').filter({ hasText: 'pocket' });
  for (const control of [card.getByRole('switch'), card.getByRole('button', { name: /^Test / })]) {
    const box = await control.boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= 375).toBe(true);
  }
  await card.getByRole('button', { name: /^Test / }).click();
  await expect(card.getByText('Success').first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
  await page.getByRole('button', { name: 'Search and commands' }).click();
  await expect(page.getByRole('dialog', { name: 'Search and commands' })).toBeVisible();
  await expectAccessible(page, 'the palette on a phone');
});

test('scripts that cannot be had, as after an update: what one passes over stays, and another try loads the page', async ({
  unwatchedPage: page,
  origin,
  signInAs,
  receiver,
  createWebhook,
}) => {
  await signInAs('manager');
  const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'], description: 'fallen' });
  const sent = await page.request.post(`/api/webhooks/${id}/test`, { headers: { origin }, data: {} });
  expect(sent.status()).toBe(200);
  await page.goto(`/settings/webhooks/${id}`);
  const title = page.getByRole('heading', { level: 1 });
  const time = page.locator('time').first();
  await expect(time).toBeVisible();
  // The scripts that the page came with are there.
  await page.waitForLoadState('networkidle');
  const scripts = '**/_next/static/**';
  await page.route(scripts, (route) => route.abort());
  // Each script is asked for once more before it counts as missing.
  const asked = new Set<string>();
  const missed = page.waitForEvent('requestfailed', (request) => {
    const isSecond = asked.has(request.url());
    asked.add(request.url());
    return isSecond;
  });
  await time.hover();
  await missed;
  // The page goes on, with what it has.
  await page.getByRole('searchbox').fill('call-1');
  await expect(page).toHaveURL(/q=call-1/);
  await expect(title).toContainText(receiver.url);

  await pressPaletteKey(page);
  await expect(title).toHaveText('Something went wrong on our side');
  await page.unroute(scripts);
  const loaded = page.waitForEvent('load');
  await page.getByRole('button', { name: 'Try again' }).click();
  await loaded;
  await expect(title).toContainText(receiver.url);
  await pressPaletteKey(page);
  await expect(page.getByRole('dialog', { name: 'Search and commands' })).toBeVisible();
});

for (const [locale, name] of [
  ['en-US', 'Settings'],
  ['pt-BR', 'Configurações'],
] as const)
  test.describe(`on a phone, ${locale}`, () => {
    test.use({ locale, viewport: { width: 375, height: 812 } });

    test('every page of the settings is in sight', async ({ page, signInAs }) => {
      await signInAs('manager', await createOrganization('professional'));
      await page.goto('/settings/webhooks');
      const links = page.getByRole('navigation', { name, exact: true }).getByRole('link');
      await expect(links).toHaveCount(4);
      for (const link of await links.all()) await expect(link).toBeInViewport({ ratio: 1 });
    });
  });

test('a page that fails says so with the id under which it was logged', async ({
  page,
  context,
  unwatchedPage,
  origin,
  signInAs,
  receiver,
  createWebhook,
}) => {
  await signInAs('manager');
  const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
  const answer = await page.request.post(`/api/webhooks/${id}/test`, {
    headers: { origin },
    data: {},
  });
  const delivery = await answer.json();
  // A row as no code of ours writes it.
  const spoil = (from: string, to: string) =>
    withDatabase(async (client) => {
      await client.query(
        'UPDATE attempts SET request_headers = replace(request_headers, $1, $2) WHERE delivery_id = $3',
        [from, to, delivery.id],
      );
    });
  await spoil('{', '(');
  // English comes last, for what follows.
  for (const [locale, title, copy] of [
    ['pt-BR', 'Algo deu errado do nosso lado', 'Copiar o código do erro'],
    ['en', 'Something went wrong on our side', 'Copy the error ID'],
  ] as const)
    for (const theme of ['dark', 'light']) {
      await context.addCookies([
        { name: 'voki_locale', value: locale, url: origin },
        { name: 'voki_theme', value: theme, url: origin },
      ]);
      await unwatchedPage.goto(`/settings/webhooks/${id}/deliveries/${delivery.id}`);
      await expect(unwatchedPage.locator(`html[lang="${locale}"][data-theme="${theme}"]`)).toBeVisible();
      await expect(unwatchedPage.getByRole('heading', { level: 1, name: title })).toBeVisible();
      await expect(unwatchedPage.getByRole('button', { name: copy })).toBeVisible();
      await expect(unwatchedPage.locator('code').first()).toHaveText(/\d{6,}/);
      await expectAccessible(unwatchedPage, `a page that failed, ${locale}, ${theme}`);
    }
  await spoil('(', '{');
  await unwatchedPage.getByRole('button', { name: 'Try again' }).click();
  await expect(unwatchedPage.getByRole('heading', { level: 1, name: /Missed call/ })).toBeVisible();
});
