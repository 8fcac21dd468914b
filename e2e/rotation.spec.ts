import { signatureIsValid } from './support/receiver';
import { expect, expectAccessible, test } from './support/test';

test.describe('a new secret', () => {
  test.beforeEach(async ({ signInAs }) => signInAs('manager'));

  test('is introduced beside the old one, tried alone, and taken back', async ({
    page,
    receiver,
    createWebhook,
  }) => {
    const { id, secret: old } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    await page.goto(`/settings/webhooks/${id}?tab=settings`);
    await page.getByRole('button', { name: 'Generate new secret' }).click();
    await expect(page.getByRole('radio', { name: '24 hours' })).toBeChecked();
    await expectAccessible(page, 'the form of a rotation');
    await page.getByLabel('Your own secret').fill('too short');
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    await expect(page.getByText('A secret needs 16 to 256 characters')).toBeVisible();
    await expect(page.getByLabel('Your own secret')).toBeFocused();
    await page.getByLabel('Your own secret').fill('');
    await page.getByRole('button', { name: 'Generate', exact: true }).click();

    await expect(page.getByText('A new secret is being introduced.')).toBeVisible();
    await expect(page.getByText(/in force until .+ \(in (23|24) hours\)/)).toBeVisible();
    const fresh = (await page.locator('code', { hasText: 'whsec_' }).textContent()) ?? '';
    expect(fresh).not.toBe(old);
    await expectAccessible(page, 'a rotation under way');

    await expect(page.getByText('Your system still uses the old one.')).toBeVisible();
    await page.getByRole('button', { name: 'Test with the new one alone' }).click();
    const request = await receiver.request(1);
    expect(signatureIsValid(request, fresh)).toBe(true);
    expect(request.headers['x-voki-signature-next']).toBeUndefined();
    await expect(page.getByText('Your system received the notification')).toBeVisible();

    const proved = page
      .getByRole('status')
      .filter({ hasText: 'The test arrived signed by the new one alone' });
    await expect(proved).toContainText(
      'as soon as your system refuses the old one, or when its time is over',
    );
    await expect(page.getByText('Your system still uses the old one.')).toBeHidden();
    await expectAccessible(page, 'a rotation whose new secret was tried');

    await page.getByRole('button', { name: 'Keep the old one' }).click();
    await expect(page.getByText('The old secret stays in force.')).toBeVisible();
    await expect(page.getByText('A new secret is being introduced.')).toBeHidden();
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await expect(page.locator('code', { hasText: 'whsec_' })).toHaveText(old);
  });

  test('hides a shown one that is no longer the newest, and says of which of two it is', async ({
    page,
    receiver,
    createWebhook,
  }) => {
    const { id, secret: old } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    await page.goto(`/settings/webhooks/${id}?tab=settings`);
    const secrets = page.locator('code', { hasText: 'whsec_' });
    const show = page.getByRole('button', { name: 'Show', exact: true });
    await show.click();
    await expect(secrets).toHaveText(old);
    await page.getByRole('button', { name: 'Generate new secret' }).click();
    await page.getByRole('radio', { name: 'End it now' }).click();
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    await expect(page.getByText('It alone is in force now')).toBeVisible();
    await expect(show).toBeVisible();
    await expect(page.getByText(old)).toBeHidden();
    const second = (await secrets.textContent()) ?? '';

    await page.getByRole('button', { name: 'Generate new secret' }).click();
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    await expect(page.getByText('A new secret is being introduced.')).toBeVisible();
    await show.click();
    await expect(page.getByText('This is the new one.')).toBeVisible();
    await expect(secrets).toHaveCount(2);
    await expect(page.getByText(second)).toBeHidden();
    await expectAccessible(page, 'a secret shown while two are in force');
    await page.getByRole('button', { name: 'Keep the old one' }).click();
    await expect(page.getByText('The old secret stays in force.')).toBeVisible();
    await expect(secrets).toHaveCount(0);
  });

  test('is hidden when it is taken back elsewhere', async ({ page, origin, receiver, createWebhook }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    const rotation = `/api/webhooks/${id}/secret/rotate`;
    await page.goto(`/settings/webhooks/${id}?tab=settings`);
    await page.getByRole('button', { name: 'Generate new secret' }).click();
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    await expect(page.getByText('A new secret is being introduced.')).toBeVisible();
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    const secrets = page.locator('code', { hasText: 'whsec_' });
    await expect(secrets).toHaveCount(2);
    expect((await page.request.delete(rotation, { headers: { origin } })).ok()).toBe(true);
    await expect(secrets).toHaveCount(0);
  });

  test('is hidden when another one is made elsewhere that is in force at once', async ({
    page,
    origin,
    receiver,
    createWebhook,
  }) => {
    const { id, secret: old } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    const rotation = `/api/webhooks/${id}/secret/rotate`;
    // The page asks again from time to time, and at once when somebody comes back to it.
    const comeBack = () =>
      page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
    const elsewhere = async () => {
      const answer = await page.request.post(rotation, { headers: { origin }, data: { overlap_hours: 0 } });
      expect(answer.ok()).toBe(true);
    };
    await page.goto(`/settings/webhooks/${id}?tab=settings`);
    const secrets = page.locator('code', { hasText: 'whsec_' });
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await expect(secrets).toHaveText(old);
    await elsewhere();
    await expect(async () => {
      await comeBack();
      await expect(secrets).toHaveCount(0, { timeout: 500 });
    }).toPass();

    await page.getByRole('button', { name: 'Generate new secret' }).click();
    await page.getByRole('radio', { name: 'End it now' }).click();
    const known = page.waitForResponse((answer) => answer.url().endsWith(rotation) && answer.ok());
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    await expect(page.getByText('It alone is in force now')).toBeVisible();
    await (await known).finished();
    await expect(secrets).toHaveCount(1);
    await elsewhere();
    await expect(async () => {
      await comeBack();
      await expect(secrets).toHaveCount(0, { timeout: 500 });
    }).toPass();
  });

  test('of one’s own is shown with the blanks at its ends, after a warning', async ({
    page,
    receiver,
    createWebhook,
  }) => {
    const own = '  a secret of the clinic ';
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'], secret: own });
    await page.goto(`/settings/webhooks/${id}?tab=settings`);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    const shown = page.locator('code', { hasText: 'a secret of the clinic' });
    expect(await shown.evaluate((element) => (element as HTMLElement).innerText)).toBe(own);
    await page.getByRole('button', { name: 'Generate new secret' }).click();
    const field = page.getByLabel('Your own secret');
    const warning = page.getByText('It begins or ends with a space.');
    await field.fill('another secret of the clinic ');
    await expect(warning).toBeVisible();
    await expectAccessible(page, 'an own secret with a blank at its end');
    await field.fill('another secret of the clinic');
    await expect(warning).toBeHidden();

    await page.goto('/settings/webhooks/new');
    await page.getByRole('radio', { name: 'Use my own' }).click();
    await field.fill(own);
    await expect(warning).toBeVisible();
  });
});
