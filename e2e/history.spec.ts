import { missedCall } from './support/calls';
import { addHistory } from './support/history';
import { expect, test } from './support/test';

test.describe('a long history', () => {
  test.beforeEach(async ({ signInAs }) => signInAs('manager'));

  test('comes page by page, and each delivery once', async ({
    page,
    organization,
    receiver,
    createWebhook,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.completed'] });
    await addHistory(organization.id, id, 120);
    await page.goto(`/settings/webhooks/${id}`);
    const links = page.getByRole('table').getByRole('link');
    const more = page.getByRole('button', { name: 'Load more' });
    await expect(links).toHaveCount(50);
    await more.click();
    await expect(links).toHaveCount(100);
    await expect(links.nth(50)).toBeFocused();
    await more.click();
    await expect(links).toHaveCount(120);
    await expect(links.nth(100)).toBeFocused();
    await expect(more).toHaveCount(0);
    await expect(page.getByText('120 deliveries shown')).toBeVisible();
    const addresses = await links.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('href')));
    expect(new Set(addresses).size).toBe(120);
  });

  test('shows a whole page of what a filter finds', async ({
    page,
    organization,
    receiver,
    createWebhook,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.completed'] });
    await addHistory(organization.id, id, 120);
    await page.goto(`/settings/webhooks/${id}`);
    await page.getByRole('combobox', { name: 'Status:' }).click();
    await page.getByRole('option', { name: 'Success', exact: true }).click();
    await expect(page).toHaveURL(/status=success/);
    await expect(page.getByRole('table').getByRole('link')).toHaveCount(50);
    await expect(page.getByText('50 deliveries shown')).toBeVisible();
  });

  test('of failures is resent with its progress in sight, until somebody cancels', async ({
    page,
    organization,
    receiver,
    createWebhook,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.completed'] });
    // Every fiftieth failed.
    await addHistory(organization.id, id, 2500);
    receiver.behave('never');
    await page.goto(`/settings/webhooks/${id}?status=failure`);
    await page.getByRole('button', { name: 'Resend all of these…' }).click();
    const question = page.getByRole('alertdialog');
    await expect(question.getByText('50 deliveries')).toBeVisible();
    await question.getByRole('button', { name: 'Resend' }).click();
    await expect(page.getByText(/^Resending 50 deliveries/)).toBeVisible();
    await expect(page.getByRole('progressbar')).toBeVisible();
    await receiver.request(1);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect(page.getByText(/Cancelled after \d+ of 50/)).toBeVisible();
    expect(receiver.requests.length).toBeLessThan(50);
  });
});

test('a request is copied as cURL, with the signature that was sent', async ({
  page,
  context,
  receiver,
  signInAs,
  createWebhook,
  postEvent,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signInAs('manager');
  const { id, secret } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
  await postEvent('call.missed', missedCall('call-1'));
  const { headers, body } = await receiver.request(1);
  await page.goto(`/settings/webhooks/${id}/deliveries/${headers['x-voki-delivery']}`);
  await page.getByRole('button', { name: 'Copy the request as cURL' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain(`curl -i -X POST '${receiver.url}'`);
  expect(copied).toContain(String(headers['x-voki-signature']));
  expect(copied).toContain(body);
  expect(copied).not.toContain(secret);
  // How long each part took, for whoever looks into it.
  await expect(page.getByRole('dialog').getByText(/connect \d+ ms · first byte \d+ ms/)).toBeVisible();
});

test('a deleted webhook can be had back for ten seconds', async ({
  page,
  receiver,
  signInAs,
  createWebhook,
}) => {
  await signInAs('manager');
  const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'], description: 'Oops' });
  const status = async () => (await page.request.get(`/api/webhooks/${id}`)).status();
  const row = page.getByRole('listitem').filter({ hasText: 'Oops' });
  const remove = async () => {
    await row.getByRole('button', { name: /^More/ }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const question = page.getByRole('alertdialog', { name: 'Delete Oops?' });
    await expect(question).toContainText(`nothing more is sent to ${receiver.url}`);
    await expect(question).toContainText('Nothing is waiting to be sent.');
    await question.getByRole('button', { name: 'Delete' }).click();
    await expect(row.getByText('Oops was deleted.')).toBeVisible();
    expect(await status()).toBe(404);
  };
  await page.goto('/settings/webhooks');
  await remove();
  const undo = page.getByRole('button', { name: /^Undo/ });
  await expect(undo).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(row.getByRole('switch')).toBeChecked();
  expect(await status()).toBe(200);
  await row.getByRole('button', { name: /^Test / }).click();
  await receiver.request(1);
  await remove();
  await page.reload();
  await expect(row).toHaveCount(0);
});

test('a webhook deleted on its own page is left once its ten seconds are over', async ({
  page,
  receiver,
  signInAs,
  createWebhook,
}) => {
  await signInAs('manager');
  const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'], description: 'Gone' });
  await page.clock.install();
  await page.goto(`/settings/webhooks/${id}?tab=settings`);
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  const undo = page.getByRole('button', { name: 'Undo deleting Gone' });
  await expect(undo).toBeFocused();
  // Whoever stands on it by keyboard is given more time.
  await undo.blur();
  await page.clock.runFor(9_000);
  await expect(undo).toBeVisible();
  await page.clock.runFor(1_000);
  await expect(page).toHaveURL(/\/settings\/webhooks$/);
  await expect(page.getByRole('heading', { level: 1, name: 'Webhooks' })).toBeVisible();
});
