import { readFile } from 'node:fs/promises';
import { expect, expectAccessible, test } from './support/test';

const CUSTOMER = { name: 'Maria Oliveira', email: 'maria.oliveira@example.com' };
const missed = (id: string, customer = CUSTOMER) => ({
  id,
  status: 'missed',
  department_id: 'd-1',
  customer,
});

test.describe('the details of a webhook', () => {
  test.beforeEach(async ({ signInAs }) => signInAs('manager'));

  test('filter, search and export the history, all of it in the address', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed', 'customer.created'] });
    await postEvent('call.missed', missed('call-1'));
    await postEvent('call.missed', missed('call-2', { name: 'Rui', email: 'rui@example.com' }));
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
    await expect(page.getByText('No delivery fits these filters')).toBeVisible();
    // São Paulo, as the browser of these tests is there.
    await expect(page).toHaveURL(/since=2020-01-01T12:00:00/);
    await expectAccessible(page, 'a history between two moments');

    await page.getByRole('search').getByRole('button', { name: 'Clear filters' }).click();
    await choose('Event:', 'Missed call');
    await expect(rows).toHaveCount(3);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export CSV' }).click();
    const file = await readFile(await (await download).path(), 'utf8');
    expect(file.split('\r\n')).toHaveLength(5);
    expect(file).toContain('"Missed call","call.missed","call-1",200');
    expect(file).not.toContain('customer.created');
  });

  test('show what became of the deliveries, as charts and as tables', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    for (const call of ['a', 'b', 'c']) await postEvent('call.missed', missed(call));
    await receiver.request(3);
    receiver.behave('broken');
    await postEvent('call.missed', missed('d'));
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
    await expect(page.getByText('Times in America/Sao Paulo.')).toBeVisible();
    await expectAccessible(page, 'the overview');

    await page.getByRole('button', { name: '30 days' }).click();
    await expect(page).toHaveURL(/window=30d/);
    await expect(outcomes.getByRole('row')).toHaveCount(32);
    await page.reload();
    await expect(page.getByRole('button', { name: '30 days' })).toHaveAttribute('aria-pressed', 'true');
  });
});
