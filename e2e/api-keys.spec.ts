import { expect, expectAccessible, test } from './support/test';

test('an API key is made, shown once, used and revoked, by keyboard alone', async ({
  page,
  openClient,
  signInAs,
}) => {
  await signInAs('manager');
  await page.goto('/settings/api-keys');
  await expect(page.getByRole('link', { name: 'API keys', exact: true })).toHaveAttribute(
    'aria-current',
    'page',
  );
  await expect(page.getByRole('heading', { name: 'No API keys yet' })).toBeVisible();
  await expectAccessible(page, 'no API keys');

  await page.getByRole('button', { name: 'New API key' }).press('Enter');
  const name = page.getByLabel('Name', { exact: true });
  await expect(name).toBeFocused();
  await expectAccessible(page, 'the form of an API key');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Enter a name of 1 to 100 characters')).toBeVisible();
  await expect(name).toBeFocused();
  await page.keyboard.type('Nightly report');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: /^Read and change/ })).toBeChecked();
  await page.getByRole('button', { name: 'Create key' }).press('Enter');

  const title = page.getByRole('heading', { name: 'The key “Nightly report” is ready' });
  await expect(title).toBeFocused();
  await expectAccessible(page, 'an API key that was just made');
  const key = await page.getByText(/^voki_api_[\w-]{8}\.[\w-]{43}$/).innerText();
  const script = await openClient({ extraHTTPHeaders: { authorization: `Bearer ${key}` } });
  const created = await script.post('/api/webhooks', {
    data: { url: 'https://crm.example.com/voki', events: ['call.missed'] },
  });
  expect(created.status(), 'a key needs no Origin').toBe(201);
  expect((await script.delete(`/api/webhooks/${(await created.json()).id}`)).status()).toBe(204);

  await page.getByRole('button', { name: 'I have stored it' }).press('Enter');
  await page.reload();
  await expect(page.getByText(key)).toHaveCount(0);
  const row = page.getByRole('listitem').filter({ hasText: 'Nightly report' });
  await expect(row).toContainText(key.slice(0, key.indexOf('.')));
  await expect(row).toContainText('Read and change');
  await expect(row).not.toContainText('Never used');
  await expectAccessible(page, 'the list of API keys');

  const revoke = row.getByRole('button', { name: 'Revoke Nightly report' });
  await revoke.press('Enter');
  const dialog = page.getByRole('alertdialog', { name: 'Revoke the key “Nightly report”?' });
  await expect(dialog).toContainText('is refused from now on');
  await expectAccessible(page, 'the question before a key is revoked');
  await page.keyboard.press('Escape');
  await expect(revoke).toBeFocused();
  await revoke.press('Enter');
  await dialog.getByRole('button', { name: 'Revoke key' }).press('Enter');
  await expect(page.getByText('The key “Nightly report” was revoked.')).toBeAttached();
  await expect(row).toHaveCount(0);
  await expect(page.locator('#page-title')).toBeFocused();
  expect((await script.get('/api/webhooks')).status()).toBe(401);
});

test('a supervisor sees the API keys and is offered no change; an attendant sees nothing', async ({
  page,
  signInAs,
}) => {
  await signInAs('supervisor');
  await page.goto('/settings/api-keys');
  await expect(page.getByRole('heading', { level: 1, name: 'API keys' })).toBeVisible();
  await expect(page.getByRole('button', { name: /New API key|Revoke/ })).toHaveCount(0);
  await page.context().clearCookies();
  await signInAs('attendant');
  await page.goto('/settings/api-keys');
  await expect(page.getByRole('heading', { name: 'You have no access to the settings' })).toBeVisible();
});
