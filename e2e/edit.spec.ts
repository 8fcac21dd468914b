import { expect, expectAccessible, test } from './support/test';

test.describe('a form that cannot be saved at once', () => {
  test.beforeEach(async ({ signInAs }) => signInAs('manager'));

  test('keeps what was typed when the session ended, and is saved after signing in elsewhere', async ({
    page,
    context,
    receiver,
    signInAs,
    createWebhook,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    await page.goto(`/settings/webhooks/${id}?tab=settings`);
    await page.getByLabel('Description').fill('Reception');
    await context.clearCookies();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const notice = page.getByRole('alert').filter({ hasText: 'Your session has ended' });
    await expect(notice).toBeInViewport();
    await expectAccessible(page, 'a form whose session ended');
    const [signIn] = await Promise.all([context.waitForEvent('page'), notice.getByRole('link').click()]);
    await expect(signIn.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    expect(new URL(signIn.url()).searchParams.get('callbackUrl')).toBe(
      `/settings/webhooks/${id}?tab=settings`,
    );
    await signIn.close();
    await signInAs('manager');

    await expect(page.getByLabel('Description')).toHaveValue('Reception');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Saved.')).toBeVisible();
    await expect(notice).toBeHidden();
    expect((await (await page.request.get(`/api/webhooks/${id}`)).json()).description).toBe('Reception');
  });

  test('says beside Save that the panel did not answer', async ({ page, context }) => {
    await page.goto('/settings/webhooks/new');
    await page.getByLabel('URL').fill('https://crm.example.com/voki');
    await page.getByRole('checkbox', { name: /Missed call/ }).check();
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'The panel did not answer.' })).toBeInViewport();
    await expect(page.getByLabel('URL')).toHaveValue('https://crm.example.com/voki');
    await context.setOffline(false);
  });
});

test.describe('two people at one webhook', () => {
  test.beforeEach(async ({ signInAs }) => signInAs('manager'));

  test('leave each other’s fields alone, and see a change before they overwrite it', async ({
    page,
    baseURL,
    receiver,
    createWebhook,
  }) => {
    const { id } = await createWebhook({
      url: receiver.url,
      events: ['call.missed'],
      description: 'CRM',
    });
    const headers = { origin: new URL(baseURL ?? '').origin };
    const other = (data: object) => page.request.patch(`/api/webhooks/${id}`, { headers, data });
    const stored = async () => (await page.request.get(`/api/webhooks/${id}`)).json();
    const save = page.getByRole('button', { name: 'Save', exact: true });

    await page.goto(`/settings/webhooks/${id}?tab=settings`);
    await page.getByRole('checkbox', { name: /Call created/ }).check();
    await other({ description: 'CRM of the clinic' });
    await save.click();
    await expect(page.getByText('Saved.')).toBeVisible();
    expect(await stored()).toMatchObject({
      description: 'CRM of the clinic',
      events: ['call.created', 'call.missed'],
    });
    // What nobody touched here follows.
    await expect(page.getByLabel('Description')).toHaveValue('CRM of the clinic');

    await page.getByLabel('Description').fill('Reception');
    await other({ description: 'Waiting room' });
    // Seen by the page before it is saved: what is typed stays, and is still not what its editor began with.
    await expect(page.getByText('Waiting room')).toBeVisible();
    await expect(page.getByLabel('Description')).toHaveValue('Reception');
    await save.click();
    await expect(page.getByLabel('Description')).toBeFocused();
    await expect(page.getByLabel('Description')).toHaveAccessibleDescription(/Somebody else changed this/);
    await expect(page.getByLabel('Description')).toHaveValue('Reception');
    await expect(page.getByText('Waiting room')).toBeVisible();
    await expectAccessible(page, 'a change that somebody else overtook');
    expect((await stored()).description).toBe('Waiting room');
    await save.click();
    await expect(page.getByText('Saved.')).toBeVisible();
    expect((await stored()).description).toBe('Reception');

    // What was given up goes back to what is stored now, and follows again.
    await page.getByLabel('Description').fill('Archive');
    await other({ description: 'Front desk' });
    await expect(page.getByText('Front desk')).toBeVisible();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect(page.getByLabel('Description')).toHaveValue('Front desk');
    await other({ description: 'Back office' });
    await expect(page.getByLabel('Description')).toHaveValue('Back office');
  });

  test('keep what was typed and what is wrong with it when somebody else saves', async ({
    page,
    origin,
    receiver,
    createWebhook,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    await page.goto(`/settings/webhooks/${id}?tab=settings`);
    await page.getByLabel('URL').fill('http://crm.example.com/voki');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const summary = page.getByText('One thing needs your attention');
    await expect(summary).toBeVisible();
    await page.request.patch(`/api/webhooks/${id}`, {
      headers: { origin },
      data: { description: 'Elsewhere' },
    });
    await expect(page.getByLabel('Description')).toHaveValue('Elsewhere');
    await expect(page.getByLabel('URL')).toHaveValue('http://crm.example.com/voki');
    await expect(summary).toBeVisible();
    await expect(page.getByRole('button', { name: 'Cancel', exact: true })).toBeVisible();
  });
});
