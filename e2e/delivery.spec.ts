import { signatureIsValid } from './support/receiver';
import { expect, expectAccessible, test } from './support/test';

const CALL = {
  id: '0b8f1c8e-6f0f-4b52-9f3e-2f6f0a4f7c11',
  status: 'completed',
  duration_seconds: 342,
  department_id: 'd-1',
  attendant_id: 'a-1',
  customer: { name: 'João da Silva', email: 'joao@example.com' },
};

test.describe('an event of the call system', () => {
  test.beforeEach(async ({ signInAs }) => signInAs('manager'));

  test('arrives signed as the manual says and shows in the history without a reload', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    const { id, secret } = await createWebhook({ url: receiver.url, events: ['call.completed'] });
    await page.goto(`/settings/webhooks/${id}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page, 'an empty history');

    const posted = await postEvent('call.completed', CALL);
    expect(posted).toMatchObject({ status: 202, body: { deliveries: 1 } });

    const request = await receiver.request(1);
    expect(request.method).toBe('POST');
    expect(signatureIsValid(request, secret)).toBe(true);
    expect(request.headers['content-type']).toBe('application/json');
    expect(request.headers['x-voki-event']).toBe('call.completed');
    expect(request.headers['x-voki-attempt']).toBe('1');
    expect(request.headers['x-voki-test']).toBeUndefined();
    expect(request.body).toMatch(
      /^\{"event":"call\.completed","timestamp":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ","data":\{/,
    );
    expect(JSON.parse(request.body).data).toEqual(CALL);

    await expect(page.getByText('call.completed').first()).toBeVisible();
    await expect(page.getByText('Success').first()).toBeVisible();
    await expectAccessible(page, 'a history with one delivery');

    // A second one does not move what is being read: it waits behind a button.
    await postEvent('call.completed', { ...CALL, id: '11111111-6f0f-4b52-9f3e-2f6f0a4f7c11' });
    await page.getByRole('button', { name: /1 new delivery/ }).click();
    await expect(page.getByRole('link', { name: /Call completed/ })).toHaveCount(2);
  });

  test('that failed is resent under the same id and body, and then succeeds', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    receiver.behave('broken');
    const { id, secret } = await createWebhook({ url: receiver.url, events: ['call.missed'] });
    await postEvent('call.missed', {
      id: CALL.id,
      status: 'missed',
      department_id: 'd-1',
      customer: CALL.customer,
    });
    const first = await receiver.request(1);

    await page.goto(`/settings/webhooks/${id}`);
    await page
      .getByRole('link', { name: /Missed call/ })
      .first()
      .click();
    await expect(page).toHaveURL(new RegExp(`/deliveries/${first.headers['x-voki-delivery']}`));
    await expect(page.getByText('Failure').first()).toBeVisible();
    await expectAccessible(page, 'a failed delivery');

    receiver.behave('ok');
    await page
      .getByRole('button', { name: /^Resend/ })
      .first()
      .click();
    await expect(page.getByText('Success').first()).toBeVisible();
    // Nothing needs to be done any more, so nothing asks to be pressed.
    const sheet = page.getByRole('dialog');
    const [again, copy] = [
      sheet.getByRole('button', { name: 'Resend now' }),
      sheet.getByRole('button', { name: 'Copy message for my developer' }),
    ];
    const colour = await copy.evaluate((button) => getComputedStyle(button).backgroundColor);
    await expect(again).toHaveCSS('background-color', colour);
    const last = receiver.requests.at(-1);
    expect(last?.headers['x-voki-delivery']).toBe(first.headers['x-voki-delivery']);
    expect(last?.body).toBe(first.body);
    expect(Number(last?.headers['x-voki-attempt'])).toBeGreaterThan(1);
    expect(last && signatureIsValid(last, secret)).toBe(true);

    await page.reload();
    await expect(page.getByText('Success').first()).toBeVisible();
    await expectAccessible(page, 'a resent delivery');
  });

  test('that comes while the webhook is off is kept, and sent when asked', async ({
    page,
    receiver,
    createWebhook,
    postEvent,
  }) => {
    const { id } = await createWebhook({
      url: receiver.url,
      events: ['call.missed'],
      description: 'switched off',
    });
    await page.goto('/settings/webhooks');
    const row = page.getByRole('listitem').filter({ hasText: 'switched off' });
    await row.getByRole('switch').click();
    await expect(row.getByRole('switch')).not.toBeChecked();
    // It moves with the click; what counts is that the change is written.
    await expect(row.getByRole('switch')).not.toHaveAttribute('aria-busy', 'true');
    const posted = await postEvent('call.missed', { id: CALL.id, status: 'missed', customer: CALL.customer });
    expect(posted).toMatchObject({ status: 202, body: { deliveries: 1 } });

    await page.goto(`/settings/webhooks/${id}`);
    await expect(page.getByText('Held').first()).toBeVisible();
    expect(receiver.requests).toHaveLength(0);
    await page
      .getByRole('link', { name: /Missed call/ })
      .first()
      .click();
    // Its own, not the one of the row, which the drawer is about to cover.
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^(Resend|Send)/ })
      .click();
    await receiver.request(1);
    await expect(page.getByText('Success').first()).toBeVisible();
  });
});
