import type { Locator } from '@playwright/test';
import { missedCall } from './support/calls';
import { addHistory } from './support/history';
import { expect, test } from './support/test';

/** All that tells one control from another where colours are the system's. */
const look = (control: Locator) =>
  control.evaluate((node) => {
    const { backgroundColor, borderBottomColor } = getComputedStyle(node);
    return { backgroundColor, borderBottomColor };
  });

async function expectToDiffer(chosen: Locator, other: Locator, what: string): Promise<void> {
  expect((await look(chosen)).backgroundColor, what).not.toBe((await look(other)).backgroundColor);
}

test.describe('in a contrast theme, what is chosen can be told from what is not', () => {
  test.use({ contextOptions: { forcedColors: 'active' } });
  test.beforeEach(async ({ signInAs }) => signInAs('manager'));

  test('where one is, the period, the switch, the highlighted choice', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    await postEvent('call.missed', missedCall('a'));
    await receiver.request(1);
    await page.goto(`/settings/webhooks/${id}?tab=overview`);
    const nav = page.getByRole('navigation', { name: 'Settings' });
    await expectToDiffer(
      nav.getByRole('link', { name: 'Webhooks' }),
      nav.getByRole('link', { name: 'Audit' }),
      'page',
    );
    const tabs = page.getByRole('navigation', { name: 'Views of this webhook' });
    const current = tabs.getByRole('link', { name: 'Overview' });
    const other = tabs.getByRole('link', { name: 'Settings' });
    await expectToDiffer(current, other, 'tab');
    const behind = await look(page.locator('body'));
    expect((await look(other)).borderBottomColor, 'no line under the other tabs').toBe(
      behind.backgroundColor,
    );
    await expectToDiffer(
      page.getByRole('button', { name: '24 hours' }),
      page.getByRole('button', { name: '7 days' }),
      'period',
    );

    const active = page.getByRole('switch');
    await expect(active).toHaveCSS('border-top-width', '1px');
    const thumb = active.locator('span');
    await expectToDiffer(thumb, active, 'thumb of what is on');
    const on = await look(active);
    await active.click();
    await expect(active).not.toBeChecked();
    await expect.poll(() => look(active)).not.toEqual(on);
    await expectToDiffer(thumb, active, 'thumb of what is off');

    await page.getByRole('button', { name: /^Language/ }).press('Enter');
    const items = page.getByRole('menuitemradio');
    await expect(items.first()).toBeFocused();
    await expectToDiffer(items.first(), items.last(), 'item');
  });

  test('radio and progress', async ({ page, organization, receiver, createWebhook }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    await page.goto(`/settings/webhooks/${id}?tab=settings`);
    await page.getByRole('button', { name: 'Generate new secret' }).click();
    const chosen = page.getByRole('radio', { name: '24 hours' });
    await expectToDiffer(chosen.locator('span'), chosen, 'dot');

    // Two of these failed, and again the receiver does not answer.
    await addHistory(organization.id, id, 100);
    receiver.behave('never');
    await page.goto(`/settings/webhooks/${id}?status=failure`);
    await page.getByRole('button', { name: 'Resend all of these…' }).click();
    const question = page.getByRole('alertdialog');
    await expect(question.getByText('2 deliveries')).toBeVisible();
    await question.getByRole('button', { name: 'Resend' }).click();
    const progress = page.getByRole('progressbar');
    await expect(progress).toHaveCSS('border-top-width', '1px');
    await expectToDiffer(progress.locator('div'), progress, 'how far it is');
  });
});
