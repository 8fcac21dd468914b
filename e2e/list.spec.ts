import { missedCall } from './support/calls';
import { createOrganization } from './support/operator';
import { expect, expectAccessible, test } from './support/test';

test('a long list can be searched, in the address', async ({ page, signInAs, createWebhook }) => {
  await signInAs('manager', await createOrganization('professional'));
  for (let branch = 1; branch <= 12; branch++)
    await createWebhook({
      url: `https://branch-${branch}.example.com/voki`,
      events: [branch === 7 ? 'customer.created' : 'call.missed'],
      description: branch === 3 ? 'São João' : `Branch ${branch}`,
    });
  await page.goto('/settings/webhooks');
  const rows = page.getByRole('main').getByRole('switch');
  await expect(rows).toHaveCount(12);
  const search = page.getByRole('searchbox', { name: 'Find webhooks' });
  await search.fill('sao joao');
  await expect(rows).toHaveCount(1);
  await expect(page.getByText('1 of 12')).toBeVisible();
  await expect(page).toHaveURL(/\?q=sao\+joao$/);
  await expectAccessible(page, 'a list that was searched');
  await page.reload();
  await expect(rows).toHaveCount(1);
  await search.fill('customer created');
  await expect(page).toHaveURL(/q=customer/);
  await expect(page.getByText('https://branch-7.example.com/voki')).toBeVisible();
  await expect(rows).toHaveCount(1);
  await search.fill('nowhere');
  await expect(page.getByRole('heading', { name: 'No webhooks match this search' })).toBeVisible();
  await expectAccessible(page, 'a search that found nothing');
  await page.getByRole('button', { name: 'Clear search' }).click();
  await expect(rows).toHaveCount(12);
  await expect(search).toHaveValue('');
  await expect(page).toHaveURL(/\/settings\/webhooks$/);
});

test('the last delivery of a row leads to what happened', async ({
  page,
  receiver,
  signInAs,
  createWebhook,
  postEvent,
}) => {
  await signInAs('manager');
  receiver.behave('broken');
  await createWebhook({ url: receiver.url, events: ['call.missed'], description: 'CRM' });
  await postEvent('call.missed', missedCall('call-1'));
  await receiver.request(1);
  await page.goto('/settings/webhooks');
  await page.getByRole('link', { name: 'Failure: last delivery of CRM' }).click();
  await expect(page.getByRole('dialog').getByText(/^Your system answered 500/)).toBeVisible();
});

test('undoing a deletion leads back to the row, not to the top', async ({
  page,
  signInAs,
  createWebhook,
}) => {
  await signInAs('manager', await createOrganization('professional'));
  for (const name of ['one', 'two', 'three'])
    await createWebhook({
      url: `https://${name}.example.com/voki`,
      events: ['call.missed'],
      description: name,
    });
  await page.goto('/settings/webhooks');
  await page.getByRole('button', { name: 'More for two' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Undo deleting two' }).click();
  await expect(page.getByRole('link', { name: 'https://two.example.com/voki' })).toBeFocused();
});
