import { createOrganization } from './support/operator';
import { expect, expectAccessible, test } from './support/test';

test('the audit page tells who did what, filters it in the address, and shows no secret', async ({
  page,
  origin,
  signInAs,
}) => {
  test.setTimeout(120_000);
  const organization = await createOrganization('professional');
  await signInAs('manager', organization);
  await page.goto('/settings/audit');
  const entries = page.getByRole('list', { name: 'What was done, the newest first' }).getByRole('article');
  // Voki's operator made the accounts.
  await expect(entries.first()).toContainText('Voki’s operator');
  const before = await entries.count();

  const headers = { origin };
  const made = await page.request.post('/api/webhooks', {
    headers,
    data: { url: 'https://crm.example.com/voki', events: ['call.missed'], description: 'CRM' },
  });
  const { id, secret } = await made.json();
  await page.request.patch(`/api/webhooks/${id}`, {
    headers,
    data: { enabled: false, events: ['call.created'] },
  });
  await page.request.get(`/api/webhooks/${id}/secret`);
  for (let n = 0; n < 55; n++)
    await page.request.patch(`/api/webhooks/${id}`, { headers, data: { description: `CRM ${n}` } });

  await page.reload();
  await expect(entries).toHaveCount(50);
  await expectAccessible(page, 'the audit page');
  await page.getByRole('button', { name: 'Load more' }).press('Enter');
  await expect(entries).toHaveCount(58 + before);
  await expect(page.locator('li:focus')).toHaveText((await entries.nth(50).textContent()) ?? '');
  await expect(page.getByText(`${58 + before} entries shown`)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Load more' })).toHaveCount(0);
  const created = entries.filter({ hasText: 'Webhook created' });
  await expect(created).toContainText('Webhook created · CRM 54');
  await expect(created).toContainText((await organization.account('manager')).email.split('@')[0] ?? '');
  const changed = entries.filter({ hasText: 'Why it is off' });
  await expect(changed).toContainText('turned off manually');
  await expect(changed).toContainText('Missed call');
  await expect(changed).toContainText('Call created');

  await page.getByRole('combobox', { name: 'What:' }).click();
  await page.getByRole('option', { name: 'Secret viewed' }).click();
  await expect(page).toHaveURL(/action=webhook\.reveal_secret/);
  await expect(entries).toHaveCount(1);
  await page.reload();
  await expect(entries).toHaveCount(1);
  await page.getByRole('combobox', { name: 'Who:' }).click();
  await page
    .getByRole('option', { name: /^Voki’s operator|^manager-/ })
    .first()
    .click();
  await expect(page).toHaveURL(/who=/);
  await page.getByRole('combobox', { name: 'When:' }).click();
  await page.getByRole('option', { name: 'last 7 days' }).click();
  await expect(page).toHaveURL(/period=7d/);
  await expectAccessible(page, 'a filtered audit page');
  await page.goto('/settings/audit?action=api_key.create');
  await expect(page.getByRole('heading', { name: 'Nothing matches these filters' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(entries).toHaveCount(50);
  await expect(page).toHaveURL(/\/settings\/audit$/);
  expect(await page.content()).not.toContain(secret);

  await page.context().clearCookies();
  await signInAs('supervisor', organization);
  await page.goto('/settings/audit');
  await expect(entries).toHaveCount(50);
  await page.context().clearCookies();
  await signInAs('attendant', organization);
  await page.goto('/settings/audit');
  await expect(page.getByRole('heading', { name: 'You have no access to the settings' })).toBeVisible();
});
