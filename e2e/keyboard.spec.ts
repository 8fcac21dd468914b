import type { Locator, Page } from '@playwright/test';
import { missedCall } from './support/calls';
import { createOrganization } from './support/operator';
import { expect, test } from './support/test';

/** More presses of Tab than any of these ways needs. */
const MOST = 60;

/**
 * Presses Tab until the focus is on `target`. What is focused on the way can be seen: it has an outline of its own,
 * and nothing lies over it.
 */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < MOST; presses++) {
    if (await target.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press('Tab');
    const hidden = await page.evaluate(() => {
      const node = document.activeElement;
      if (!node || node === document.body) return null;
      const { left, top, width, height } = node.getBoundingClientRect();
      const over = document.elementFromPoint(left + width / 2, top + height / 2);
      const isSeen = node.matches(':focus-visible') && over !== null;
      return isSeen && (node.contains(over) || over.contains(node)) ? null : node.outerHTML.slice(0, 200);
    });
    expect(hidden, 'what has the focus is seen').toBeNull();
  }
  throw new Error(`${MOST} presses of Tab do not lead to ${target}`);
}

test('create, test and resend, from the list on by keyboard alone', async ({
  page,
  postEvent,
  receiver,
  signInAs,
}) => {
  const organization = await createOrganization('professional');
  await signInAs('manager', organization);
  receiver.behave('broken');
  await page.goto('/settings/webhooks');
  const press = async (target: Locator, key: string) => {
    await tabTo(page, target);
    await page.keyboard.press(key);
  };

  await press(page.getByRole('link', { name: 'New Webhook' }).first(), 'Enter');
  await expect(page).toHaveURL(/\/new$/);
  await tabTo(page, page.getByLabel('URL'));
  await page.keyboard.type(receiver.url);
  await press(page.getByRole('checkbox', { name: /Missed call/ }), 'Space');
  await press(page.getByRole('button', { name: 'Save', exact: true }), 'Enter');

  await expect(page.getByText(/^whsec_/)).toBeVisible();
  await press(page.getByRole('button', { name: 'Test', exact: true }), 'Enter');
  await receiver.request(1);
  await expect(page.getByText('database is down')).toBeVisible();
  await press(page.getByRole('link', { name: 'Go to the webhook' }), 'Enter');

  // What was missed, while the receiver was broken: an event of a call.
  await expect(page.getByRole('heading', { level: 1 })).toContainText('127.0.0.1');
  expect(await postEvent('call.missed', missedCall('call-1'), organization)).toMatchObject({ status: 202 });
  await receiver.request(2);
  receiver.behave('ok');
  await press(page.getByRole('button', { name: '1 new delivery' }), 'Enter');
  const row = page.locator('tbody').filter({ hasText: 'call-1' });
  await press(row.getByRole('link', { name: 'Missed call' }), 'Enter');
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByRole('heading', { level: 1 })).toBeFocused();
  await press(sheet.getByRole('button', { name: 'Resend now' }), 'Enter');
  await expect(sheet.getByText('Success').first()).toBeVisible();
  const [, first, second] = receiver.requests;
  expect(second?.headers['x-voki-delivery']).toBe(first?.headers['x-voki-delivery']);
  expect(second?.body).toBe(first?.body);
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(row.getByRole('link', { name: 'Missed call' })).toBeFocused();
  await expect(row.getByText('Success')).toBeVisible();
});

test('the first opening of a menu by key highlights an item, which the next Enter chooses', async ({
  page,
  context,
  receiver,
  signInAs,
  createWebhook,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signInAs('manager', await createOrganization('professional'));
  await createWebhook({ url: receiver.url, events: ['call.missed', 'call.created'], description: 'CRM' });
  await page.goto('/settings/webhooks');
  const highlighted = page.locator('[role^="menuitem"][data-highlighted]');
  const language = page.getByRole('button', { name: /^Language/ });
  await language.focus();
  await page.keyboard.press('Enter');
  await expect(highlighted).toHaveText('English');
  await expect(highlighted).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(language).toBeFocused();

  // Of Space the press ends in the menu, and chooses nothing there.
  const theme = page.getByRole('button', { name: /^Appearance/ });
  await theme.focus();
  await page.keyboard.press(' ');
  await expect(highlighted).toHaveText('Same as device');
  await page.keyboard.press('Escape');

  const more = page.getByRole('button', { name: 'More for CRM' });
  await more.focus();
  await page.keyboard.press('ArrowUp');
  await expect(highlighted).toHaveText('Delete');
  await page.keyboard.press('Escape');
  await expect(more).toBeFocused();

  const choice = page.getByRole('button', { name: /^Choose .*CRM/ });
  await choice.focus();
  await page.keyboard.press('Enter');
  await expect(highlighted).toContainText('call.missed');
  await page.keyboard.press('Enter');
  expect((await receiver.request(1)).headers['x-voki-event']).toBe('call.missed');
  await expect(page.getByText(/^Your system received the notification/)).toBeVisible();
  await expect(choice).toBeFocused();

  await page
    .getByRole('link', { name: /127\.0\.0\.1/ })
    .first()
    .click();
  const status = page.getByRole('combobox', { name: 'Status:' });
  await status.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('option', { name: 'all' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/status=pending/);
  await expect(status).toBeFocused();
});

test('the palette gives the focus back to where it was opened', async ({ page, signInAs }) => {
  await signInAs('manager');
  await page.goto('/settings/webhooks');
  const guide = page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Guide' });
  await guide.focus();
  for (const _ of ['the first time, with its script on the way', 'later']) {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Search and commands' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(guide).toBeFocused();
  }
});
