import { missedCall } from './support/calls';
import { expect, expectAccessible, isTakenOver, test } from './support/test';

test.describe('a page of a webhook that changes elsewhere', () => {
  test.beforeEach(async ({ signInAs }) => signInAs('manager'));

  test('shows that somebody changed it, or that the engine turned it off', async ({
    page,
    origin,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'], description: 'CRM' });
    await page.goto(`/settings/webhooks/${id}`);
    const active = page.getByRole('switch');
    await expect(active).toBeChecked();
    await page.request.patch(`/api/webhooks/${id}`, {
      headers: { origin },
      data: { events: ['call.missed', 'customer.created'], description: 'Waiting room' },
    });
    await expect(page.getByText('Waiting room')).toBeVisible();
    await expect(page.getByText('customer.created')).toBeVisible();

    receiver.behave('gone');
    await postEvent('call.missed', missedCall('a'));
    await receiver.request(1);
    await expect(active).not.toBeChecked();
    await expect(page.getByText('your system answered that this address no longer exists')).toBeVisible();
  });

  test('does not turn the switch back by what was asked for before it was pressed', async ({
    page,
    receiver,
    createWebhook,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    await page.goto(`/settings/webhooks/${id}`);
    const active = page.getByRole('switch');
    let isAsked: () => void = () => undefined;
    let answer: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    // The first answer is read before the press, and comes after it.
    await page.route(
      `**/api/webhooks/${id}`,
      async (route) => {
        const response = await route.fetch();
        isAsked();
        await held;
        // Its page may have given it up.
        await route.fulfill({ response }).catch(() => undefined);
      },
      { times: 1 },
    );
    await asked;
    const positions = active.evaluate(
      (element) =>
        new Promise<string[]>((resolve) => {
          const seen: string[] = [];
          new MutationObserver(() => seen.push(element.getAttribute('aria-checked') ?? '')).observe(element, {
            attributeFilter: ['aria-checked'],
          });
          window.addEventListener('seen enough', () => resolve(seen), { once: true });
        }),
    );
    await active.click();
    await expect(active).not.toBeChecked();
    await expect(active).not.toHaveAttribute('aria-busy', 'true');
    const next = page.waitForResponse((response) => response.url().endsWith(`/api/webhooks/${id}`));
    answer();
    await (await next).finished();
    await expect(page.getByText('This webhook is off.')).toBeVisible();
    await page.evaluate(() => window.dispatchEvent(new Event('seen enough')));
    expect(await positions).toEqual(['false']);
  });

  test('says once that it was deleted, and leads to the list', async ({
    page,
    origin,
    receiver,
    createWebhook,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'], description: 'CRM' });
    await page.goto(`/settings/webhooks/${id}?tab=settings`);
    await page.getByLabel('Description').fill('Reception');
    await page.request.delete(`/api/webhooks/${id}`, { headers: { origin } });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This webhook was deleted');
    await expect(page.getByText('“CRM” was deleted elsewhere while this page was open.')).toBeVisible();
    await expect(page.getByRole('switch')).toBeHidden();
    await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeHidden();
    await expectAccessible(page, 'a webhook that was deleted elsewhere');
    await page.getByRole('main').getByRole('link', { name: 'Go to Webhooks' }).click();
    await expect(page).toHaveURL('/settings/webhooks');
  });

  test('comes back when the deletion is taken back', async ({ page, context, receiver, createWebhook }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'], description: 'CRM' });
    const url = `/settings/webhooks/${id}`;
    await page.goto(url);
    const other = await context.newPage();
    await other.goto(`${url}?tab=settings`);
    await isTakenOver(other);
    await other.getByRole('main').getByRole('button', { name: 'Delete' }).click();
    await other.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByRole('heading', { name: 'This webhook was deleted' })).toBeVisible();
    await other.getByRole('button', { name: /Undo/ }).click();
    await expect(other.getByRole('switch')).toBeVisible();
    await expect(page.getByRole('switch')).toBeVisible();
    await other.close();
  });
});

test('the figures above the history follow an outage that ends', async ({
  page,
  receiver,
  signInAs,
  createWebhook,
  postEvent,
}) => {
  await signInAs('manager');
  const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
  receiver.behave('broken');
  for (const call of ['a', 'b', 'c']) await postEvent('call.missed', missedCall(call));
  await receiver.request(3);
  await page.goto(`/settings/webhooks/${id}`);
  await expect(page.getByText('Nothing has reached your system since')).toBeVisible();
  const delivered = page.locator('dl', { hasText: 'Delivered, 24 h' });
  await expect(delivered).toContainText('0%');
  receiver.behave('ok');
  await postEvent('call.missed', missedCall('d'));
  await expect(page.getByText(/Your system failed from/)).toBeVisible();
  await expect(delivered).toContainText('25%');
  await page.getByRole('button', { name: 'Resend 3 deliveries' }).click();
  await expect(page.getByText('3 arrived.', { exact: true })).toBeVisible();
  await expect(delivered).toContainText('100%');
});

test('the history and the overview fit their words', async ({
  page,
  origin,
  receiver,
  signInAs,
  createWebhook,
  postEvent,
}) => {
  await signInAs('manager');
  const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
  receiver.behave('broken');
  await postEvent('call.missed', missedCall('a'));
  await receiver.request(1);
  await page.goto(`/settings/webhooks/${id}?since=2020-01-01T10:00:00.000Z&until=2099-01-01T10:00:00.000Z`);
  await expect(page.getByRole('table').getByRole('link')).toHaveCount(1);
  const [from, until] = [
    await page.getByLabel('From').boundingBox(),
    await page.getByLabel('Until').boundingBox(),
  ];
  expect(from?.y).toBe(until?.y);
  await page.goto(`/settings/webhooks/${id}?tab=overview`);
  await expect(page.getByText('there is no answer time to show')).toBeVisible();
  await expect(page.getByRole('table')).toHaveCount(1);
  await expectAccessible(page, 'an overview without answer times');

  await page.request.patch(`/api/webhooks/${id}`, { headers: { origin }, data: { enabled: false } });
  await postEvent('call.missed', missedCall('b'));
  await page.context().addCookies([{ name: 'voki_locale', value: 'pt-BR', url: origin }]);
  await page.goto(`/settings/webhooks/${id}`);
  const buttons = page.getByRole('table').getByRole('button', { name: /^(?:Reenviar|Enviar agora)/ });
  await expect(buttons).toHaveText(['Enviar agora', 'Reenviar']);
  const ends = await buttons.evaluateAll((all) => all.map((button) => button.getBoundingClientRect().right));
  expect(new Set(ends.map(Math.round)).size).toBe(1);
});
