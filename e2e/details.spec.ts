import { readFile } from 'node:fs/promises';
import { missedCall } from './support/calls';
import { expect, expectAccessible, test } from './support/test';

test.describe('the details of a webhook', () => {
  test.beforeEach(async ({ signInAs }) => signInAs('manager'));

  test('filter, search and export the history, all of it in the address', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed', 'customer.created'] });
    await postEvent('call.missed', missedCall('call-1'));
    await postEvent('call.missed', missedCall('call-2', { name: 'Rui', email: 'rui@example.com' }));
    await receiver.request(2);
    receiver.behave('broken');
    await postEvent('customer.created', { id: 'c-1', name: 'Ana', email: 'ana@example.com' });
    await receiver.request(3);

    await page.goto(`/settings/webhooks/${id}`);
    await page.getByRole('button', { name: 'Test', exact: false }).first().click();
    await expect(page.getByText('View delivery')).toBeVisible();
    const rows = page.getByRole('table').getByRole('link');
    await page.reload();
    await expect(rows).toHaveCount(4);

    const choose = async (filter: string, option: string) => {
      await page.getByRole('combobox', { name: filter }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };
    await choose('Kind:', 'tests');
    await expect(page).toHaveURL(/kind=test/);
    await expect(rows).toHaveCount(1);
    await choose('Kind:', 'real');
    await expect(rows).toHaveCount(3);
    await choose('Status:', 'Failure');
    await expect(rows).toHaveCount(1);
    await page.reload();
    await expect(rows).toHaveCount(1);
    await expect(page.getByRole('combobox', { name: 'Status:' })).toContainText('Failure');
    await page.goBack();
    await expect(rows).toHaveCount(3);
    // Next gives the title back with the page; a filter that is chosen before breaks that off, and it stays away.
    await expect(page).toHaveTitle(/./);

    await page.getByRole('searchbox').fill('RUI@example.com');
    await expect(rows).toHaveCount(1);
    await page.getByRole('searchbox').fill('call-1');
    await expect(rows).toHaveCount(1);
    await expect(page).toHaveURL(/q=call-1/);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect(rows).toHaveCount(4);

    await choose('Time:', 'last hour');
    await expect(page).toHaveURL(/period=1h/);
    await expect(rows).toHaveCount(4);
    await choose('Time:', 'between…');
    await page.getByLabel('Until').fill('2020-01-01T10:00:00');
    await page.getByLabel('From').fill('2020-01-01T09:00:00');
    await expect(page.getByText('No deliveries match these filters')).toBeVisible();
    // São Paulo, as the browser of these tests is there.
    await expect(page).toHaveURL(/since=2020-01-01T12:00:00/);
    await expectAccessible(page, 'a history between two moments');

    await page.getByRole('search').getByRole('button', { name: 'Clear filters' }).click();
    await expect(rows).toHaveCount(4);
    await choose('Event:', 'Missed call');
    await expect(rows).toHaveCount(3);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export CSV' }).click();
    const file = await readFile(await (await download).path(), 'utf8');
    expect(file.split('\r\n')).toHaveLength(5);
    expect(file).toContain('"Missed call","call.missed","call-1",200');
    expect(file).not.toContain('customer.created');
  });

  test('say that they are not up to date when nothing answers', async ({
    page,
    context,
    receiver,
    createWebhook,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    await page.goto(`/settings/webhooks/${id}`);
    await expect(page.getByText('New deliveries appear automatically.')).toBeVisible();
    await context.setOffline(true);
    await expect(page.getByText(/^Not up to date: /)).toBeVisible({ timeout: 30_000 });
    await context.setOffline(false);
    await expect(page.getByText('New deliveries appear automatically.')).toBeVisible({ timeout: 30_000 });
  });

  test('let new deliveries wait on top, and do not say meanwhile that they appear by themselves', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    await postEvent('call.missed', missedCall('a'));
    await receiver.request(1);
    await page.goto(`/settings/webhooks/${id}`);
    const live = page.getByText('New deliveries appear automatically.');
    await expect(live).toBeVisible();
    await postEvent('call.missed', missedCall('b'));
    const fresh = page.getByRole('button', { name: '1 new delivery' });
    await expect(fresh).toBeVisible();
    await expect(live).toBeHidden();
    await fresh.click();
    await expect(page.getByRole('table').getByRole('link')).toHaveCount(2);
    await expect(live).toBeVisible();
  });

  test('are printed with what happened, and without what is to be pressed', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    receiver.behave('broken');
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    for (const call of ['a', 'b', 'c']) await postEvent('call.missed', missedCall(call));
    await receiver.request(3);
    await page.goto(`/settings/webhooks/${id}`);
    const outage = page.getByText('Nothing has reached your system since');
    await expect(outage).toBeVisible();
    await expect(page.getByRole('button', { name: /^Resend “/ })).toHaveCount(3);
    await page.emulateMedia({ media: 'print' });
    await expect(outage).toBeVisible();
    await expect(page.getByText('Total deliveries, 24 h')).toBeVisible();
    await expect(page.getByText('Active', { exact: true })).toBeVisible();
    await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);
    await expect(page.getByRole('switch')).toHaveCount(0);
    await expect(page.getByRole('link', { name: 'Export CSV' })).toHaveCount(0);
    await expect(page.getByRole('table').getByRole('row')).toHaveCount(4);
  });

  test('show what became of the deliveries, as charts and as tables', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    for (const call of ['a', 'b', 'c']) await postEvent('call.missed', missedCall(call));
    await receiver.request(3);
    receiver.behave('broken');
    await postEvent('call.missed', missedCall('d'));
    await receiver.request(4);

    await page.goto(`/settings/webhooks/${id}`);
    await expect(page.getByText('Failure')).toBeVisible();
    await page.getByRole('link', { name: 'Overview' }).click();
    await expect(page).toHaveURL(/tab=overview/);
    const outcomes = page.getByRole('region', { name: 'Deliveries by outcome' });
    await expect(outcomes.locator('dl')).toContainText('75%');
    await expect(outcomes.getByRole('row').nth(1)).toContainText(/3\s*1\s*0$/);
    await expect(outcomes.locator('.recharts-bar-rectangle').first()).toBeVisible();
    await expect(
      page.getByRole('region', { name: 'Answer time' }).locator('.recharts-line-curve').first(),
    ).toBeAttached();
    await expect(page.getByText(/^Time zone: Brasilia .+\(America\/Sao Paulo\)\.$/)).toBeVisible();
    await expectAccessible(page, 'the overview');

    await page.getByRole('button', { name: '30 days' }).click();
    await expect(page).toHaveURL(/window=30d/);
    await expect(outcomes.getByRole('row')).toHaveCount(32);
    // Days of the viewer, so the date says it all.
    await expect(outcomes.getByRole('rowheader').first()).toHaveText(/^[A-Z][a-z]{2} \d{1,2}$/);
    await page.reload();
    await expect(page.getByRole('button', { name: '30 days' })).toHaveAttribute('aria-pressed', 'true');
  });

  test('show the figures of the overview also where its scripts come after them', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    await postEvent('call.missed', missedCall('call-1'));
    await receiver.request(1);
    const figures = page.waitForResponse((answer) => answer.url().includes(`/api/webhooks/${id}/stats`));
    let wasHeld = false;
    await page.route('**/_next/static/chunks/*.js', async (route) => {
      const script = await route.fetch();
      if ((await script.text()).includes('"deliveries.overview"')) {
        wasHeld = true;
        await (await figures).finished();
      }
      await route.fulfill({ response: script });
    });
    await page.goto(`/settings/webhooks/${id}?tab=overview`);
    await expect(page.getByRole('region', { name: 'Deliveries by outcome' }).locator('dl')).toContainText(
      '100%',
    );
    expect(wasHeld, 'the scripts of the overview are apart from those of the page').toBe(true);
    await page.unrouteAll({ behavior: 'wait' });
  });
});

test('what is typed while the form is being saved stays, as a change that is not saved yet', async ({
  page,
  receiver,
  signInAs,
  createWebhook,
}) => {
  await signInAs('manager');
  const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'], description: 'one' });
  await page.goto(`/settings/webhooks/${id}?tab=settings`);
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/*', async (route) => {
    if (route.request().method() === 'POST') await held;
    await route.continue();
  });
  const description = page.getByLabel('Description');
  const save = page.getByRole('button', { name: 'Save', exact: true });
  await description.fill('two');
  await save.click();
  await expect(save).toHaveAttribute('aria-busy', 'true');
  await description.fill('three');
  answer();
  await expect(save).not.toHaveAttribute('aria-busy', 'true');
  await expect(page.getByRole('main').getByText('two', { exact: true })).toBeVisible();
  await expect(description).toHaveValue('three');
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await page.getByRole('button', { name: 'Stay here' }).click();
  await save.click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await expect(page.getByRole('main').getByText('three', { exact: true })).toBeVisible();
});

test.describe('a delivery over the history', () => {
  test.beforeEach(async ({ signInAs }) => signInAs('manager'));

  test('has an address of its own, and reload, Back and a sent link show the same', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed', 'customer.created'] });
    for (const call of ['call-1', 'call-2', 'call-3']) await postEvent('call.missed', missedCall(call));
    await receiver.request(3);
    await postEvent('customer.created', { id: 'c-1', name: 'Ana', email: 'ana@example.com' });
    await receiver.request(4);

    const list = `/settings/webhooks/${id}?event=call.missed`;
    await page.goto(list);
    const links = page.getByRole('table').getByRole('link');
    await expect(links).toHaveCount(3);
    await links.first().click();
    const sheet = page.getByRole('dialog');
    await expect(sheet.getByRole('heading', { level: 1 })).toHaveText('Missed call');
    await expect(sheet.getByRole('heading', { level: 1 })).toBeFocused();
    await expect(sheet.getByText('Your system received the notification')).toBeVisible();
    await expect(page).toHaveURL(/\/deliveries\/[0-9a-f-]{36}\?event=call\.missed$/);
    await expectAccessible(page, 'a delivery over the history');
    const address = page.url();

    await page.reload();
    await expect(sheet.getByText('Your system received the notification')).toBeVisible();
    await expect(page.locator('tbody')).toHaveCount(3);
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await expect(page).toHaveURL(list);
    await expect(links).toHaveCount(3);

    await page.goto('/settings/webhooks');
    await page.goto(address);
    await expect(sheet.getByText('Your system received the notification')).toBeVisible();
    await sheet.getByRole('button', { name: 'Close' }).click();
    await expect(page).toHaveURL(list);
    await links.nth(1).click();
    await expect(sheet).toBeVisible();
    await page.goBack();
    await expect(sheet).toBeHidden();
    await expect(page).toHaveURL(list);
    await page.goForward();
    await expect(sheet).toBeVisible();
  });

  test('leads to its neighbours by key, and gives the focus back to the row', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    // One after the other, as the test names them in the order of the list.
    for (const n of [1, 2, 3]) {
      await postEvent('call.missed', missedCall(`call-${n}`));
      await receiver.request(n);
    }
    await page.goto(`/settings/webhooks/${id}`);
    const links = page.getByRole('table').getByRole('link');
    await expect(links).toHaveCount(3);
    await links.first().focus();
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog');
    await expect(sheet.getByText('"id":"call-3"')).toBeVisible();
    await expect(sheet.getByRole('button', { name: 'Previous delivery in the list' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
    await page.keyboard.press('Alt+ArrowDown');
    await expect(sheet.getByText('"id":"call-2"')).toBeVisible();
    await page.keyboard.press('Alt+ArrowDown');
    await expect(sheet.getByText('"id":"call-1"')).toBeVisible();
    await page.keyboard.press('Alt+ArrowUp');
    await expect(sheet.getByText('"id":"call-2"')).toBeVisible();
    // One step back leads to the list, however many were looked at.
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await expect(links.nth(1)).toBeFocused();
    await expect(page).toHaveURL(`/settings/webhooks/${id}`);
  });

  test('numbers the next attempt as the receiver will read it, after a resend in between too', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    receiver.behave('broken');
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    await postEvent('call.missed', missedCall('call-1'));
    const delivery = (await receiver.request(1)).headers['x-voki-delivery'];
    await page.goto(`/settings/webhooks/${id}/deliveries/${delivery}`);
    const sheet = page.getByRole('dialog');
    await expect(sheet.getByText(/attempt 2\. One more follows if needed\./)).toBeVisible();
    await sheet.getByRole('button', { name: 'Resend now' }).click();
    expect((await receiver.request(2)).headers['x-voki-attempt']).toBe('2');
    await expect(sheet.getByText(/attempt 3\. One more follows if needed\./)).toBeVisible();
    await expect(sheet.getByRole('button', { name: 'Attempt 2' })).toBeVisible();
  });

  test('is printed alone and whole', async ({ page, receiver, createWebhook, postEvent }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    await postEvent('call.missed', missedCall('call-1'));
    const delivery = (await receiver.request(1)).headers['x-voki-delivery'];
    await page.goto(`/settings/webhooks/${id}/deliveries/${delivery}`);
    const sheet = page.getByRole('dialog');
    await expect(sheet.getByText('Your system received the notification')).toBeVisible();
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('.app-root')).toBeHidden();
    await expect(sheet.getByRole('button', { name: 'Close', includeHidden: true })).toBeHidden();
    await expect(sheet.getByText('X-Voki-Signature')).toBeVisible();
    const clipped = await sheet.evaluate(
      (element) =>
        element.scrollHeight -
        element.clientHeight +
        (getComputedStyle(element).position === 'static' ? 0 : 1),
    );
    expect(clipped).toBeLessThanOrEqual(0);
  });
});
