import { createOrganization } from './support/operator';
import { expect, expectAccessible, expectNoConflictingClasses, test } from './support/test';

const CUSTOMER = { name: 'Mariângela Prado', email: 'mariangela.prado@example.com' };

test('a manager hides customers’ data, and it is neither sent nor to be seen', async ({
  page,
  context,
  origin,
  postEvent,
  signInAs,
  receiver,
}) => {
  test.setTimeout(120_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const organization = await createOrganization('professional');
  // What fails can be handed to a developer.
  receiver.behave('broken');
  await signInAs('manager', organization);
  await page.goto('/settings/webhooks/new');
  await page.getByLabel('URL').fill(receiver.url);
  await page.getByRole('checkbox', { name: /Call created/ }).check();
  const hide = page.getByRole('group', { name: 'Hide customers’ data' });
  await hide.getByRole('checkbox', { name: /Customer’s name/ }).press('Space');
  await hide.getByRole('checkbox', { name: /Customer’s e-mail address/ }).check();
  await expect(hide.getByRole('checkbox', { name: /phone/ })).not.toBeChecked();
  await expectAccessible(page, 'the form with masked fields');
  await expectNoConflictingClasses(page, 'the form with masked fields');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('link', { name: 'Go to the webhook' }).click();
  const note = page.getByText('Customers’ data hidden: name and e-mail address.');
  await expect(note).toBeVisible();

  const call = async (n: number) => {
    const data = { id: `call-${n}`, status: 'waiting', department_id: 'd', customer: CUSTOMER };
    expect(await postEvent('call.created', data, organization)).toMatchObject({ status: 202 });
    return receiver.request(n);
  };
  const sent = await call(1);
  expect(JSON.parse(sent.body).data.customer).toEqual({ name: '***', email: 'masked@masked.invalid' });

  await page.goto('/settings/webhooks');
  await expect(note).toBeVisible();
  await expectAccessible(page, 'the list with a masked webhook');
  const { items: webhooks } = await (await page.request.get('/api/webhooks')).json();
  const { id } = webhooks[0];
  const { items } = await (await page.request.get(`/api/webhooks/${id}/deliveries`)).json();
  await page.goto(`/settings/webhooks/${id}/deliveries/${items[0].id}`);
  await expect(note.first()).toBeVisible();
  await expectAccessible(page, 'a masked delivery');
  const seen = [await page.content()];
  for (const name of ['Copy message for my developer', 'Copy the request as cURL', 'Copy the content']) {
    await page.getByRole('button', { name }).first().click();
    seen.push(await page.evaluate(() => navigator.clipboard.readText()));
  }
  for (const text of seen) {
    expect(text).toContain('masked@masked.invalid');
    for (const trait of Object.values(CUSTOMER)) expect(text).not.toContain(trait);
  }

  // Changed, it counts for what comes; a resend goes out as the first time.
  await page.goto(`/settings/webhooks/${id}?tab=settings`);
  for (const name of [/Customer’s name/, /Customer’s e-mail address/])
    await hide.getByRole('checkbox', { name }).uncheck();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await expect(note).toHaveCount(0);
  expect(
    (await page.request.post(`/api/deliveries/${items[0].id}/resend`, { headers: { origin } })).status(),
  ).toBe(200);
  expect((await receiver.request(2)).body).toBe(sent.body);
  expect(JSON.parse((await call(3)).body).data.customer).toEqual(CUSTOMER);

  await page.goto('/settings/audit');
  const changed = page.getByRole('article').filter({ hasText: 'Webhook changed' });
  await expect(changed).toContainText('Customers’ data hidden');
  await expect(changed).toContainText('name, e-mail address');
});
