import { missedCall } from './support/calls';
import { withDatabase } from './support/database';
import { expect, expectAccessible, test } from './support/test';

test.describe('recovery', () => {
  test.beforeEach(async ({ signInAs }) => signInAs('manager'));

  test('after an outage says what was missed, and resends it', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed', 'customer.created'] });
    receiver.behave('broken');
    for (const call of ['a', 'b', 'c']) await postEvent('call.missed', missedCall(call));
    await postEvent('customer.created', { id: 'c-1', name: 'Ana', email: 'ana@example.com' });
    await receiver.request(4);

    await page.goto(`/settings/webhooks/${id}`);
    const failing = page.getByText('Nothing has reached your system since');
    await expect(failing).toBeVisible();
    await expect(
      page.getByText(
        '4 deliveries were tried without success so far, 3 of them missed calls. We keep trying',
      ),
    ).toBeVisible();
    // Why, whose turn it is and what to do, without a further step.
    const outage = page.getByRole('status').filter({ has: failing });
    await expect(outage).toContainText(
      'Your system answered 500: it broke down while handling the notification.',
    );
    await expect(outage).toContainText('The cause is in your system. Ask whoever looks after it');
    await expectAccessible(page, 'an outage that goes on');
    await outage.getByRole('link', { name: 'See the last failure' }).click();
    await expect(page.getByRole('dialog').getByText(/^Your system answered 500/)).toBeVisible();
    await page.keyboard.press('Escape');
    // Every other page says it too, until somebody does not want to hear it.
    const banner = page.getByRole('region', { name: 'Alerts' });
    await expect(banner).toBeHidden();
    await page.goto('/settings/webhooks');
    await expect(banner.getByText(/: nothing has arrived since/)).toBeVisible();
    await expectAccessible(page, 'the list under a banner');
    await banner.getByRole('link', { name: /See what to do/ }).click();
    await expect(page).toHaveURL(`/settings/webhooks/${id}`);
    await page.getByRole('button', { name: 'Snooze alerts' }).click();
    await page.getByRole('menuitem', { name: 'For 24 hours' }).click();
    await expect(page.getByText(/No alerts until/)).toBeVisible();
    await page.goto('/settings/webhooks');
    await expect(page.getByRole('listitem').first()).toBeVisible();
    await expect(banner).toBeHidden();
    await page.goto(`/settings/webhooks/${id}`);

    receiver.behave('ok');
    await postEvent('call.missed', missedCall('d'));
    await receiver.request(5);
    await expect(page.getByText(/Your system failed from .+ to .+\./)).toBeVisible();
    await expect(page.getByText('4 deliveries did not arrive, 3 of them missed calls.')).toBeVisible();
    await expect(page.getByText('We will retry these automatically; or resend them now.')).toBeVisible();
    await expectAccessible(page, 'an outage that is over');
    await page.getByRole('link', { name: 'Show them' }).click();
    await expect(page).toHaveURL(/since=.+until=/);
    await page.getByRole('button', { name: 'Resend 4 deliveries' }).click();
    await expect(page.getByText('All 4 deliveries were resent.')).toBeVisible();
    await expect(page.getByText('4 arrived.', { exact: true })).toBeVisible();
    await expectAccessible(page, 'a resend that ended');
    const delivered = receiver.requests.map((request) => request.headers['x-voki-delivery']);
    expect(new Set(delivered).size).toBe(5);
    expect(delivered).toHaveLength(9);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await expect(page.getByText('Your system failed')).toBeHidden();
  });

  test('sends or drops what was held while the webhook was off, and undoes the drop', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    await page.goto(`/settings/webhooks/${id}`);
    const active = page.getByRole('switch');
    await active.click();
    await expect(active).not.toBeChecked();
    await expect(active).not.toHaveAttribute('aria-busy', 'true');
    for (const call of ['a', 'b']) await postEvent('call.missed', missedCall(call));
    await expect(
      page.getByText('2 deliveries were held while this webhook was off, all of them missed calls.'),
    ).toBeVisible();
    await expect(
      page.getByText(
        'Turn it on to send them all. To send a single one meanwhile, use “Send now” in its row.',
      ),
    ).toBeVisible();
    await expectAccessible(page, 'held deliveries');

    await page.getByRole('button', { name: 'Drop…' }).click();
    const question = page.getByRole('alertdialog');
    await expect(question).toContainText('Drop 2 held deliveries?');
    await expectAccessible(page, 'the question before dropping');
    await question.getByRole('button', { name: 'Drop' }).click();
    await page.getByRole('button', { name: /Undo/ }).click();
    await expect(page.getByText('2 deliveries were held')).toBeVisible();

    await page
      .getByRole('button', { name: /^Send now: “Missed call” of / })
      .first()
      .click();
    await receiver.request(1);
    await expect(page.getByText('It arrived: your system answered 200.')).toBeVisible();
    await postEvent('call.missed', missedCall('c'));
    await expect(page.getByText('2 deliveries were held')).toBeVisible();

    await active.click();
    await page.getByRole('button', { name: 'Send all 2' }).click();
    await receiver.request(3);
    await expect(page.getByText('All 2 deliveries were sent.')).toBeVisible();
    await expect(page.getByText('2 arrived.', { exact: true })).toBeVisible();
    expect(receiver.requests).toHaveLength(3);
  });

  test('says what waits its turn while single deliveries are tried, and tells no time that has passed', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    receiver.behave('broken');
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    await postEvent('call.missed', missedCall('a'));
    await receiver.request(1);
    await page.goto(`/settings/webhooks/${id}`);
    await expect(page.getByText(/^Next try: /)).toBeVisible();
    await withDatabase(async (database) => {
      await database.query(
        `UPDATE webhook_states SET consecutive_failures = 20, paused_until = now() + interval '1 hour'
         WHERE webhook_id = $1`,
        [id],
      );
      await database.query(
        `WITH due AS (UPDATE delivery_queue SET due_at = now() - interval '2 minutes' WHERE webhook_id = $1 RETURNING delivery_id, due_at)
         UPDATE deliveries d SET next_attempt_at = due_at FROM due WHERE d.id = due.delivery_id`,
        [id],
      );
    });
    await expect(page.getByText('Waiting its turn')).toBeVisible();
    await expect(page.getByText(/^Next try: /)).toBeHidden();

    await postEvent('call.missed', missedCall('b'));
    await page.getByRole('button', { name: '1 new delivery' }).click();
    await expect(page.getByText('Waiting its turn')).toHaveCount(2);
    await expectAccessible(page, 'deliveries that wait their turn');
    await page.getByRole('table').getByRole('link').first().click();
    const sheet = page.getByRole('dialog');
    await expect(sheet.getByText('This notification is waiting to be sent.')).toBeVisible();
    await expect(
      sheet.getByText('Your system has been failing for a while, so we try one delivery at a time.'),
    ).toBeVisible();

    receiver.behave('ok');
    await sheet.getByRole('button', { name: 'Send now' }).click();
    await expect(sheet.getByText('Your system received the notification')).toBeVisible();
    // What arrived ends the waiting of the others too.
    expect((await receiver.request(3)).headers['x-voki-delivery']).toBe(
      receiver.requests[0]?.headers['x-voki-delivery'],
    );
  });

  test('resends what the filters find, after counting it', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    receiver.behave('broken');
    const { id } = await createWebhook({ url: receiver.url, events: ['call.missed', 'customer.created'] });
    await postEvent('call.missed', missedCall('a'));
    await postEvent('customer.created', { id: 'c-1', name: 'Ana', email: 'ana@example.com' });
    await receiver.request(2);
    receiver.behave('ok');
    await page.goto(`/settings/webhooks/${id}?status=failure&event=call.missed`);
    await expect(page.getByRole('table').getByRole('link')).toHaveCount(1);
    await page.route('**/resend?*', (route) => route.fulfill({ status: 500, body: '' }));
    await page.getByRole('button', { name: 'Resend all of these…' }).click();
    const question = page.getByRole('alertdialog');
    await expect(question.getByText('They could not be counted.')).toBeVisible();
    await expectAccessible(page, 'a question that could not be counted');
    await page.unroute('**/resend?*');
    await question.getByRole('button', { name: 'Try again' }).click();
    await expect(question.getByText('One delivery, a missed call')).toBeVisible();
    await expectAccessible(page, 'the question before resending');
    await question.getByRole('button', { name: 'Resend' }).click();
    await expect(page.getByText('One delivery was resent.')).toBeVisible();
    expect((await receiver.request(3)).headers['x-voki-event']).toBe('call.missed');
    expect(receiver.requests).toHaveLength(3);
  });

  test('tells of every webhook that nothing reaches, the first three at once', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    receiver.behave('broken');
    for (const description of ['Agenda', 'CRM', 'ERP', 'Panel', 'Reports'])
      await createWebhook({ url: receiver.url, events: ['call.missed'], description });
    for (const call of ['a', 'b', 'c']) await postEvent('call.missed', missedCall(call));
    await receiver.request(15);
    const banner = page.getByRole('region', { name: 'Alerts' });
    await expect(async () => {
      await page.goto('/settings/audit');
      await expect(banner.getByText('2 more')).toBeVisible({ timeout: 1000 });
    }).toPass();
    const ways = banner.getByRole('link', { name: /See what to do/ });
    await expect(ways).toHaveCount(3);
    await banner.getByText('2 more').focus();
    await page.keyboard.press('Enter');
    await expect(ways).toHaveCount(5);
    await expectAccessible(page, 'a banner of five');
  });
});
