import { createOrganization } from './support/operator';
import { expect, expectAccessible, signIn, test } from './support/test';

test('a plan without webhooks shows what they are and how to get them, and accepts no change', async ({
  page,
  basicOrganization,
  signInAs,
  origin,
}) => {
  await signInAs('manager', basicOrganization);
  const one = '/settings/webhooks/01a20b98-3607-7493-9199-de76b84061f3';
  for (const path of [
    '/settings/webhooks',
    '/settings/webhooks/new',
    one,
    `${one}/deliveries/${one.slice(-36)}`,
    '/settings/webhooks/guide',
    '/settings/api-keys',
    '/settings/audit',
  ]) {
    await page.goto(path);
    await expect(
      page.getByText('Available on the Advanced, Professional and Enterprise plans').first(),
    ).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Settings' })).toBeVisible();
    await expectAccessible(page, `the plan gate on ${path}`);
  }
  const refused = await page.request.post('/api/webhooks', {
    headers: { origin },
    data: { url: 'https://example.com/', events: ['call.created'] },
  });
  expect(refused.status()).toBe(403);
  expect(refused.headers()['content-type']).toContain('application/problem+json');
});

test('a supervisor reads, and is offered no change', async ({
  page,
  signInAs,
  receiver,
  createWebhook,
  origin,
}) => {
  await signInAs('manager');
  const { id } = await createWebhook({
    url: receiver.url,
    events: ['call.completed'],
    description: 'for reading',
  });
  await page.context().clearCookies();
  await signInAs('supervisor');
  await page.goto('/settings/webhooks');
  await expect(page.getByText('for reading')).toBeVisible();
  await expect(page.getByRole('link', { name: 'New Webhook' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Test/ })).toHaveCount(0);
  await expectAccessible(page, 'the list of a supervisor');
  await page.goto(`/settings/webhooks/${id}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: /^(Test|Delete|Show)/ })).toHaveCount(0);
  await page.goto('/settings/webhooks/new');
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0);

  const headers = { origin };
  expect((await page.request.get(`/api/webhooks/${id}/secret`)).status()).toBe(403);
  expect((await page.request.post(`/api/webhooks/${id}/test`, { headers, data: {} })).status()).toBe(403);
  expect((await page.request.delete(`/api/webhooks/${id}`, { headers })).status()).toBe(403);
  expect(receiver.requests).toHaveLength(0);

  // The manager's fixture cleans up behind us.
  await page.context().clearCookies();
  await signInAs('manager');
});

test('an attendant has no access to settings', async ({ page, signInAs }) => {
  await signInAs('attendant');
  await page.goto('/settings/webhooks');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('link', { name: 'New Webhook' })).toHaveCount(0);
  expect((await page.request.get('/api/webhooks')).status()).toBe(403);
  await expectAccessible(page, 'the refusal of an attendant');
});

test('nobody signed in: 401 from routes, the sign-in page from pages', async ({ page, request }) => {
  const answer = await request.get('/api/webhooks');
  expect(answer.status()).toBe(401);
  await page.goto('/settings/webhooks');
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=/);
  await expectAccessible(page, 'the sign-in page');
});

test('another organisation’s webhook is not found, on pages and routes', async ({
  signInAs,
  receiver,
  createWebhook,
  openClient,
}) => {
  await signInAs('manager');
  const { id } = await createWebhook({ url: receiver.url, events: ['call.completed'] });
  const stranger = await openClient();
  await signIn(stranger, await (await createOrganization('enterprise')).account('manager'));
  expect((await stranger.get(`/api/webhooks/${id}`)).status()).toBe(404);
  expect((await stranger.get(`/api/webhooks/${id}/secret`)).status()).toBe(404);
  expect((await stranger.get(`/api/webhooks/${id}/deliveries`)).status()).toBe(404);
  expect((await stranger.get(`/settings/webhooks/${id}`)).status()).toBe(404);
});
