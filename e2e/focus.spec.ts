import type { Page } from '@playwright/test';
import { missedCall } from './support/calls';
import { addHistory } from './support/history';
import { createOrganization } from './support/operator';
import { expect, test } from './support/test';

/** Presses by keyboard what stands there: as `press`, but what is not focused by then is not pressed either. */
async function enter(page: Page, name: string | RegExp): Promise<void> {
  const button = page.getByRole('button', { name, exact: typeof name === 'string' });
  await button.focus();
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
}

test.describe('the focus goes to what takes the place of the control that was pressed', () => {
  test.beforeEach(async ({ signInAs }) => signInAs('manager'));

  test('among secrets', async ({ page, receiver, createWebhook }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    await page.goto(`/settings/webhooks/${id}?tab=settings`);
    await enter(page, 'Show');
    await expect(page.getByRole('button', { name: 'Hide', exact: true })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Show', exact: true })).toBeFocused();

    await enter(page, 'Generate new secret');
    await expect(page.getByRole('radio', { name: '24 hours' })).toBeFocused();
    await enter(page, 'Cancel');
    await expect(page.getByRole('button', { name: 'Generate new secret' })).toBeFocused();
    await page.keyboard.press('Enter');
    await enter(page, 'Generate');
    await expect(page.getByRole('heading', { name: 'The new secret' })).toBeFocused();
    await enter(page, 'Test with the new one alone');
    await receiver.request(1);
    await page.getByRole('button', { name: /^Close/ }).press('Enter');
    await expect(page.getByRole('button', { name: 'Test with the new one alone' })).toBeFocused();
    await enter(page, 'Keep the old one');
    await expect(page.getByRole('button', { name: 'Generate new secret' })).toBeFocused();
  });

  test('of an outage', async ({ page, receiver, createWebhook, postEvent }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    receiver.behave('broken');
    for (const call of ['a', 'b', 'c']) await postEvent('call.missed', missedCall(call));
    await receiver.request(3);
    await page.goto(`/settings/webhooks/${id}`);
    await enter(page, 'Snooze alerts');
    await expect(page.getByRole('menuitem', { name: 'For one hour' })).toBeFocused();
    await page.keyboard.press('Enter');
    const again = page.getByRole('button', { name: 'Alert me again' });
    await expect(again).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Snooze alerts' })).toBeFocused();

    receiver.behave('ok');
    await postEvent('call.missed', missedCall('d'));
    await receiver.request(4);
    await enter(page, 'Resend 3 deliveries');
    const notice = page.locator('[role="status"] [tabindex="-1"]');
    await expect(notice.filter({ hasText: /Resending 3|All 3 deliveries were resent/ })).toBeFocused();
    await expect(page.getByText('All 3 deliveries were resent.')).toBeVisible();
    await expect(notice.filter({ hasText: 'All 3 deliveries were resent.' })).toBeFocused();
    await enter(page, 'Close');
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  });

  test('of what was held', async ({ page, origin, receiver, createWebhook, postEvent }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    const turn = (enabled: boolean) =>
      page.request.patch(`/api/webhooks/${id}`, { headers: { origin }, data: { enabled } });
    await turn(false);
    for (const call of ['a', 'b']) await postEvent('call.missed', missedCall(call));
    await turn(true);
    await page.goto(`/settings/webhooks/${id}`);
    // Whatever had the focus once is nothing to go back to.
    await page.getByRole('table').getByRole('link').first().focus();
    await enter(page, 'Drop…');
    await enter(page, 'Drop');
    await expect(page.getByRole('button', { name: /^Undo/ })).toBeFocused();
    await page.keyboard.press('Enter');
    const held = page.locator('[tabindex="-1"]').filter({ hasText: '2 deliveries were held' }).last();
    await expect(held).toBeFocused();
    await enter(page, 'Send all 2');
    await receiver.request(2);
    await expect(page.getByText('2 arrived.', { exact: true })).toBeVisible();
    await expect(page.locator('[tabindex="-1"]').filter({ hasText: '2 arrived' }).last()).toBeFocused();
  });

  test('but stays with who has gone on meanwhile', async ({ page, receiver, createWebhook, postEvent }) => {
    receiver.behave('broken');
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    for (const call of ['a', 'b', 'c']) await postEvent('call.missed', missedCall(call));
    await receiver.request(3);
    await page.goto(`/settings/webhooks/${id}`);
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/*', async (route) => {
      if (route.request().method() === 'POST') await held;
      await route.continue();
    });
    await enter(page, 'Snooze alerts');
    await page.getByRole('menuitem', { name: 'For one hour' }).press('Enter');
    await page.getByRole('searchbox').focus();
    answer();
    await expect(page.getByRole('button', { name: 'Alert me again' })).toBeVisible();
    await expect(page.getByRole('searchbox')).toBeFocused();
  });

  test('in a history', async ({ page, organization, receiver, createWebhook, postEvent }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    await addHistory(organization.id, id, 3);
    const filters = page.getByRole('search');
    // Beside the filters, and where nothing was found.
    for (const which of [0, 1]) {
      await page.goto(`/settings/webhooks/${id}?status=failure`);
      await page.getByRole('button', { name: 'Clear filters' }).nth(which).press('Enter');
      await expect(filters).toBeFocused();
      await expect(page.getByRole('table').getByRole('link')).toHaveCount(3);
      await expect(filters).toBeFocused();
    }
    await postEvent('call.missed', missedCall('call-new'));
    await enter(page, '1 new delivery');
    await expect(page.getByRole('table').getByRole('link').first()).toBeFocused();
    await expect(page.locator('tbody').first()).toContainText('call-new');
  });

  test('in the list and in the audit', async ({ page, signInAs, createWebhook }) => {
    await signInAs('manager', await createOrganization('professional'));
    for (let branch = 1; branch <= 10; branch++)
      await createWebhook({ url: `https://branch-${branch}.example.com/voki`, events: ['call.missed'] });
    await page.goto('/settings/webhooks?q=nowhere');
    await enter(page, 'Clear search');
    await expect(page.getByRole('main').getByRole('switch')).toHaveCount(10);
    await expect(page.getByRole('search')).toBeFocused();

    await page.goto('/settings/audit?action=api_key.create');
    await enter(page, 'Clear filters');
    await expect(page.getByRole('list', { name: 'What was done, the newest first' })).toBeVisible();
    await expect(page.getByRole('search')).toBeFocused();
  });

  test('of a webhook that was deleted on its own page', async ({ page, receiver, createWebhook }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'], description: 'Gone' });
    await page.clock.install();
    await page.goto(`/settings/webhooks/${id}?tab=settings`);
    const remove = async () => {
      await enter(page, 'Delete');
      await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).press('Enter');
      await expect(page.getByRole('button', { name: 'Undo deleting Gone' })).toBeFocused();
    };
    await remove();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    await remove();
    // Who stands on Undo is given more time.
    await page.clock.runFor(60_000);
    await expect(page).toHaveURL(/\/settings\/webhooks$/);
    await expect(page.getByRole('heading', { level: 1, name: 'Webhooks' })).toBeVisible();
    await expect(page.getByRole('main')).toBeFocused();
  });
});
