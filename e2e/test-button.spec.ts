import { expect, expectAccessible, expectNoConflictingClasses, test } from './support/test';

test.describe('Test, in the list', () => {
  test.beforeEach(async ({ signInAs }) => signInAs('manager'));

  /** Creates one webhook, presses Test in its row, and returns the row. */
  const press = async (
    page: import('@playwright/test').Page,
    createWebhook: (input: { url: string; events: string[]; description: string }) => Promise<unknown>,
    url: string,
    description: string,
  ) => {
    await createWebhook({ url, events: ['call.completed', 'call.missed'], description });
    await page.goto('/settings/webhooks');
    const row = page.getByRole('listitem').filter({ hasText: description });
    await row
      .getByRole('button', { name: /^Test\b/ })
      .first()
      .click();
    return row;
  };

  test('a system that answers 200: success, with code, time and answer', async ({
    page,
    receiver,
    createWebhook,
  }) => {
    const row = await press(page, createWebhook, receiver.url, 'answers 200');
    await expect(row.getByText('Success').first()).toBeVisible();
    await expect(row.getByText('200').first()).toBeVisible();
    await expect(row.getByText('"received":true')).toBeVisible();
    await expect(page.getByRole('status').filter({ hasText: /Success/ })).not.toHaveCount(0);
    await expectAccessible(page, 'a successful test');
    expect(receiver.requests).toHaveLength(1);

    await row.getByRole('link', { name: 'View delivery' }).click();
    await expect(page).toHaveURL(/\/deliveries\//);
    await expect(page.getByText('Test', { exact: true }).first()).toBeVisible();
  });

  test('a system that answers 500: failure, what it means, and no retry', async ({
    page,
    receiver,
    createWebhook,
  }) => {
    receiver.behave('broken');
    const row = await press(page, createWebhook, receiver.url, 'answers 500');
    await expect(row.getByText('Failure').first()).toBeVisible();
    await expect(row.getByText('500').first()).toBeVisible();
    await expect(row.getByText('database is down')).toBeVisible();
    await expectAccessible(page, 'a failed test');
    await expectNoConflictingClasses(page, 'a failed test');
  });

  test('a system that refuses the signature reads as that', async ({ page, receiver, createWebhook }) => {
    receiver.behave('refusesSignature');
    const row = await press(page, createWebhook, receiver.url, 'answers 401');
    await expect(row.getByText(/did not accept our signature/)).toBeVisible();
  });

  test('a system that never answers: pending at the place of the click, then timeout', async ({
    page,
    receiver,
    createWebhook,
  }) => {
    receiver.behave('never');
    const row = await press(page, createWebhook, receiver.url, 'never answers');
    await expect(row.getByRole('button', { name: /^Test/ }).first()).toHaveAttribute('aria-busy', 'true');
    await expect(row.getByText('Timeout').first()).toBeVisible();
    await expectAccessible(page, 'a test that timed out');
  });

  test('a closed port: failure, and that nothing listens there', async ({
    page,
    receiver,
    createWebhook,
  }) => {
    const { url } = receiver;
    await receiver.close();
    const row = await press(page, createWebhook, url, 'closed port');
    await expect(row.getByText('Failure').first()).toBeVisible();
    await expect(row.getByText(/refused/i).first()).toBeVisible();
  });
});
