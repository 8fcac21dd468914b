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
