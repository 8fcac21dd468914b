import { createOrganization } from './support/operator';
import { expect, expectAccessible, expectNoConflictingClasses, test } from './support/test';

test('a manager without a system: from the empty list to a notification with a right signature', async ({
  page,
  signInAs,
}) => {
  // Its list must be empty.
  await signInAs('manager', await createOrganization('advanced'));
  await page.goto('/settings/webhooks');
  await page.getByRole('link', { name: 'Use a test address' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Test address' })).toBeVisible();
  await expect(page.getByText('Nothing has arrived yet')).toBeVisible();
  await expectAccessible(page, 'an empty test address');
  const address = await page.getByText(/\/api\/test-address\/[\w-]{43}$/).textContent();

  await page.getByRole('link', { name: 'New webhook with this address' }).click();
  await expect(page.getByLabel('URL')).toHaveValue(address ?? '');
  await page.getByRole('checkbox', { name: /Missed call/ }).check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(page.getByText('Success').first()).toBeVisible();
  await page.getByRole('link', { name: 'See what arrives at the test address' }).click();

  const row = page.getByRole('listitem').filter({ hasText: 'call.missed' });
  await expect(row.getByText('Signature right')).toBeVisible();
  await row.locator('summary').click();
  await expect(row.getByText(/x-voki-signature: sha256=/)).toBeVisible();
  await expect(row.getByText('"event": "call.missed"')).toBeVisible();
  await expectAccessible(page, 'a test address with something');
  await expectNoConflictingClasses(page, 'a test address with something');

  // Live, and told to who cannot see it. What a stranger posts is text, whatever it is.
  const stranger = await page.request.post(address ?? '', {
    data: '<img src=x onerror="alert(1)">',
    headers: { 'content-type': 'text/html' },
  });
  expect(stranger.status()).toBe(200);
  await expect(page.getByRole('status').filter({ hasText: 'No signature' })).toBeAttached();
  const strange = page.getByRole('listitem').filter({ hasText: 'No signature' });
  await strange.locator('summary').click();
  await expect(strange.getByText('<img src=x')).toBeVisible();

  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(page.getByText('Nothing has arrived yet')).toBeVisible();
});

test('the form fills the test address in and keeps what was typed', async ({ page, signInAs }) => {
  await signInAs('manager');
  await page.goto('/settings/webhooks/new');
  await page.getByLabel('Description').fill('trial');
  await page.getByRole('button', { name: 'Use a test address' }).click();
  await expect(page.getByLabel('URL')).toHaveValue(/\/api\/test-address\/[\w-]{43}$/);
  await expect(page.getByLabel('Description')).toHaveValue('trial');
});
