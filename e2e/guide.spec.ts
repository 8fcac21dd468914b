import { expect, expectAccessible, test } from './support/test';

test('the guide is found from the list, the settings of a webhook and the navigation', async ({
  page,
  signInAs,
  receiver,
  createWebhook,
}) => {
  await signInAs('manager');
  const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
  await page.goto('/settings/webhooks');
  await page.getByRole('main').getByRole('link', { name: 'Guide' }).click();
  await expect(page).toHaveURL(/\/settings\/webhooks\/guide$/);
  const navigation = page.getByRole('navigation', { name: 'Settings' });
  await expect(navigation.getByRole('link', { name: 'Guide' })).toHaveAttribute('aria-current', 'page');
  await expect(navigation.getByRole('link', { name: 'Webhooks' })).not.toHaveAttribute('aria-current');
  await page.goto(`/settings/webhooks/${id}?tab=settings`);
  await page.getByRole('link', { name: 'How your system checks the signature' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Guide' })).toBeVisible();
});

test('the guide tells managers first, then shows bodies, headers and a program in each language', async ({
  page,
  context,
  signInAs,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signInAs('supervisor');
  await page.goto('/settings/webhooks/guide');
  const headings = await page.getByRole('heading', { level: 2 }).allInnerTexts();
  expect(headings).toEqual(['For managers', 'For your developer']);
  // As this installation is set: see playwright.config.ts.
  await expect(
    page.getByText('Voki waits 2 seconds for an answer and then tries again 2 times'),
  ).toBeVisible();
  await expect(page.getByRole('row', { name: 'Missed call' })).toContainText('call.missed');
  await expect(page.getByRole('row', { name: 'X-Voki-Signature sha256=' })).toBeVisible();

  await expect(page.getByRole('region', { name: 'Body of call.created' })).toContainText(
    '"event": "call.created"',
  );
  const completed = page.getByRole('region', { name: 'Body of call.completed' });
  await expect(completed).toBeHidden();
  await page.locator('summary', { hasText: 'call.completed' }).press('Enter');
  await expect(completed).toContainText('"duration_seconds": 342');
  await expectAccessible(page, 'the guide');

  for (const [name, said] of [
    ['Python', 'hmac.compare_digest'],
    ['Node.js', 'timingSafeEqual'],
    ['Next.js', 'request.arrayBuffer()'],
    ['PHP', 'hash_equals'],
    ['C#', 'CryptographicOperations.FixedTimeEquals'],
    ['Go', 'hmac.Equal'],
    ['Java', 'MessageDigest.isEqual'],
    ['Ruby', 'OpenSSL.secure_compare'],
  ] as const) {
    await page.getByRole('link', { name, exact: true }).click();
    await expect(page.getByRole('region', { name: `Program in ${name}` })).toContainText(said);
    await expectAccessible(page, `the program in ${name}`);
  }
  await page.reload();
  await expect(page.getByRole('region', { name: 'Program in Ruby' })).toBeVisible();
  await page.getByRole('button', { name: 'Copy the program in Ruby' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^# config\.ru\n[\s\S]*\n\}\n$/);
});
