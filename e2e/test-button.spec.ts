import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoConflictingClasses, test } from './support/test';

test.describe('Test, in the list', () => {
  test.beforeEach(async ({ signInAs }) => signInAs('manager'));

  /** Creates one webhook, presses Test in its row, and returns the row. */
  const press = async (
    page: Page,
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

  test('a system that says its address is gone: what to do, and nothing of what only events bring about', async ({
    page,
    receiver,
    createWebhook,
  }) => {
    receiver.behave('gone');
    const row = await press(page, createWebhook, receiver.url, 'answers 410');
    await expect(row.getByText('Enter the new address and test again.')).toBeVisible();
    await expect(row.getByRole('switch')).toBeChecked();
    await row.getByRole('link', { name: 'View delivery' }).click();
    await expect(page.getByRole('dialog').getByText('Enter the new address and test again.')).toBeVisible();
  });

  test('a system that refuses the signature reads as that, with all that its developer needs', async ({
    page,
    context,
    receiver,
    createWebhook,
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    receiver.behave('refusesSignature');
    const { secret } = await createWebhook({
      url: receiver.url,
      events: ['call.missed'],
      description: 'answers 401',
    });
    await page.goto('/settings/webhooks');
    const row = page.getByRole('listitem').filter({ hasText: 'answers 401' });
    await row.getByRole('button', { name: /^Test / }).click();
    await expect(row.getByText(/did not accept our signature/)).toBeVisible();
    await row.getByRole('button', { name: 'Copy message for my developer' }).click();
    const message = await page.evaluate(() => navigator.clipboard.readText());
    expect(message).toContain(`curl -i -X POST '${receiver.url}'`);
    expect(message).toContain('HTTP 401 Unauthorized');
    expect(message).toContain('{"error":"invalid signature"}');
    expect(message).toContain('timingSafeEqual');
    expect(message).toMatch(/\/settings\/webhooks\/[\w-]+\/deliveries\/[\w-]+/);
    expect(message).not.toContain(secret);
    await row.getByRole('button', { name: "Copy the delivery's ID" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      receiver.requests[0]?.headers['x-voki-delivery'],
    );
  });

  test('another event by the caret, by keyboard alone; the status region was there before', async ({
    page,
    receiver,
    createWebhook,
  }) => {
    await createWebhook({
      url: receiver.url,
      events: ['call.completed', 'call.missed'],
      description: 'by keyboard',
    });
    await page.goto('/settings/webhooks');
    const region = page.getByRole('status').first();
    await expect(region).toBeAttached();
    const row = page.getByRole('listitem').filter({ hasText: 'by keyboard' });
    await expect(row.getByRole('list', { name: 'Events' })).toContainText('Missed callcall.missed');
    await row.getByRole('button', { name: /^Choose the event/ }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menuitem', { name: /Missed call/ })).toBeVisible();
    await expectAccessible(page, 'the choice of an event');
    await page.keyboard.press('End');
    await expect(page.getByRole('menuitem', { name: /Missed call/ })).toBeFocused();
    await page.keyboard.press('Enter');
    expect((await receiver.request(1)).headers['x-voki-event']).toBe('call.missed');
    await expect(region).toContainText(/Test of .*: Success/);
  });

  test('health by the hour, in a picture with words', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    await createWebhook({ url: receiver.url, events: ['customer.created'], description: 'a day' });
    await postEvent('customer.created', { id: 'c-1', name: 'Ana', email: 'ana@example.com' });
    await receiver.request(1);
    receiver.behave('broken');
    await postEvent('customer.created', { id: 'c-2', name: 'Rui', email: 'rui@example.com' });
    await receiver.request(2);
    const row = page.getByRole('listitem').filter({ hasText: 'a day' });
    await expect(async () => {
      await page.goto('/settings/webhooks');
      await expect(row.getByText('50%')).toBeVisible({ timeout: 1000 });
    }).toPass();
    await expect(row.getByRole('img', { name: /failures in 1 hour of 24/ })).toBeVisible();
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
