import { signatureIsValid } from './support/receiver';
import { expect, expectAccessible, test } from './support/test';

test.describe('New Webhook', () => {
  test.beforeEach(async ({ signInAs }) => signInAs('manager'));
  // What the form made would hear the events of other tests.
  test.afterEach(async ({ page, origin }) => {
    const { items } = await (await page.request.get('/api/webhooks')).json();
    for (const { id } of items) await page.request.delete(`/api/webhooks/${id}`, { headers: { origin } });
  });

  test('with a generated secret: shown once, and the test it signs verifies', async ({ page, receiver }) => {
    await page.goto('/settings/webhooks');
    await page.getByRole('link', { name: 'New Webhook' }).first().click();
    await page.getByLabel('URL').fill(receiver.url);
    await page.getByRole('checkbox', { name: /Call completed/ }).check();
    await page.getByRole('button', { name: 'Save', exact: true }).click();

    const secretField = page.getByText(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await expect(secretField).toBeVisible();
    const secret = (await secretField.textContent()) ?? '';
    await expectAccessible(page, 'the secret after Save');

    await page.getByRole('button', { name: 'Test', exact: true }).click();
    const request = await receiver.request(1);
    expect(signatureIsValid(request, secret)).toBe(true);
    expect(request.headers['x-voki-test']).toBe('true');
    expect(request.headers['x-voki-event']).toBe('call.completed');
    await expect(page.getByText('Success').first()).toBeVisible();

    // Loaded anew, or come back to, it is no form for the same webhook once more.
    await expect(page).toHaveURL(/\/new\?created=/);
    await page.reload();
    await expect(page).toHaveURL(/\/webhooks\/[0-9a-f-]{36}$/);
    await expect(page.getByRole('link', { name: 'Deliveries' })).toBeVisible();
  });

  test('made, is left for its page, from which Back leads to the list', async ({ page, receiver }) => {
    await page.goto('/settings/webhooks');
    await page.getByRole('link', { name: 'New Webhook' }).first().click();
    await page.getByLabel('URL').fill(receiver.url);
    await page.getByRole('checkbox', { name: /Call completed/ }).check();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'The webhook is ready' })).toBeVisible();
    // Away by another way, and back: what was shown once is not shown again.
    await page.getByRole('navigation').getByRole('link', { name: 'Audit' }).click();
    await expect(page.getByRole('heading', { name: 'Audit' })).toBeVisible();
    await page.goBack();
    await expect(page).toHaveURL(/\/webhooks\/[0-9a-f-]{36}$/);
    await expect(page.getByRole('switch')).toBeVisible();
    await page.goBack();
    await expect(page).toHaveURL('/settings/webhooks');
  });

  test('with an own secret', async ({ page, receiver }) => {
    await page.goto('/settings/webhooks/new');
    await page.getByLabel('URL').fill(receiver.url);
    await page.getByRole('checkbox', { name: /Missed call/ }).check();
    await page.getByRole('radio', { name: /Use my own/ }).check();
    await page.getByRole('textbox', { name: /secret/i }).fill('minha-chave-de-32-caracteres-ok!');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    const request = await receiver.request(1);
    expect(signatureIsValid(request, 'minha-chave-de-32-caracteres-ok!')).toBe(true);
    expect(request.headers['x-voki-event']).toBe('call.missed');
  });

  test('says what is wrong beside each field, keeps what was typed, focuses the first', async ({ page }) => {
    await page.goto('/settings/webhooks/new');
    await page.getByLabel('URL').fill('http://crm.example.com/voki');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByLabel('URL')).toBeFocused();
    await expect(page.getByLabel('URL')).toHaveAccessibleDescription(/The URL must start with https:\/\//);
    await expect(page.getByText('Choose at least one event').first()).toBeVisible();
    await expectAccessible(page, 'a refused form');

    await page.getByRole('checkbox', { name: /Call created/ }).check();
    for (const address of [
      'https://192.168.0.10/hook',
      'https://169.254.169.254/latest',
      'https://[::ffff:10.0.0.1]/',
    ]) {
      await page.getByLabel('URL').fill(address);
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(page.getByLabel('URL')).toHaveAccessibleDescription(
        /This address cannot be reached from the internet/,
      );
      await expect(page.getByLabel('URL')).toHaveValue(address);
    }
    await expect(page).toHaveURL(/\/new$/);
  });

  test('checks as one types are calm: on leaving a field, gone as soon as it is right, no summary yet', async ({
    page,
  }) => {
    await page.goto('/settings/webhooks/new');
    const url = page.getByLabel('URL');
    await url.pressSequentially('http://crm.example.com');
    await expect(url).not.toHaveAttribute('aria-invalid', 'true');
    await page.getByLabel('Description').focus();
    await expect(url).toHaveAccessibleDescription(/The URL must start with https:\/\//);
    await expect(page.getByText('One thing needs your attention')).toHaveCount(0);
    await url.press('Home');
    await url.press('ArrowRight');
    await url.press('ArrowRight');
    await url.press('ArrowRight');
    await url.press('ArrowRight');
    await url.press('s');
    await expect(url).toHaveValue('https://crm.example.com');
    await expect(url).not.toHaveAttribute('aria-invalid', 'true');
    // A field that one only passes is nobody's mistake.
    await url.fill('');
    await page.getByLabel('Description').focus();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('2 things need your attention')).toBeVisible();
    await page.getByRole('button', { name: /^Events: / }).click();
    await expect(page.getByRole('checkbox', { name: /Call created/ })).toBeFocused();
  });

  test('two groups, all or none of six, an example of each', async ({ page }) => {
    await page.goto('/settings/webhooks/new');
    await expect(page.getByRole('group', { name: 'Calls' }).getByRole('checkbox')).toHaveCount(5);
    await expect(
      page.getByRole('group', { name: 'Customers', exact: true }).getByRole('checkbox'),
    ).toHaveCount(1);
    await page.getByRole('button', { name: 'Select all' }).click();
    await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(6);
    await page.getByRole('button', { name: 'Select none' }).click();
    await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(0);
    await page.getByRole('button', { name: 'See example: Customer created' }).click();
    await expect(page.getByRole('region', { name: /Customer created/ })).toContainText(
      '"event": "customer.created"',
    );
    await expectAccessible(page, 'an opened example');
  });

  test('unsaved changes are guarded: by a link, and by Back', async ({ page }) => {
    await page.goto('/settings/webhooks');
    await page.getByRole('link', { name: 'New Webhook' }).first().click();
    await page.getByLabel('Description').fill('not yet saved');
    await page.getByRole('link', { name: 'Cancel' }).click();
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await expectAccessible(page, 'the question before leaving');
    await page.getByRole('button', { name: 'Stay here' }).click();
    await expect(page.getByLabel('Description')).toHaveValue('not yet saved');
    await page.evaluate(() => history.back());
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await page.getByRole('button', { name: 'Leave', exact: true }).click();
    await expect(page).toHaveURL(/\/settings\/webhooks$/);
  });

  test('works by keyboard alone', async ({ page, receiver }) => {
    await page.goto('/settings/webhooks/new');
    await page.getByLabel('URL').focus();
    await page.keyboard.type(receiver.url);
    const first = page.getByRole('checkbox', { name: /Call created/ });
    for (
      let presses = 0;
      presses < 12 && !(await first.evaluate((node) => node === document.activeElement));
      presses++
    ) {
      await page.keyboard.press('Tab');
    }
    await expect(first).toBeFocused();
    await page.keyboard.press('Space');
    await expect(first).toBeChecked();
    await page.getByLabel('URL').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText(/^whsec_/)).toBeVisible();
  });

  test('em português', async ({ page, context, origin }) => {
    await context.addCookies([{ name: 'voki_locale', value: 'pt-BR', url: origin }]);
    await page.goto('/settings/webhooks/new');
    await expect(page.getByRole('heading', { level: 1, name: 'Novo webhook' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'pt-BR');
    await page.getByRole('button', { name: 'Salvar' }).click();
    await expect(page.getByLabel('URL')).toHaveAccessibleDescription(/Informe a URL/);
    await expect(page.getByText('Escolha pelo menos um evento').first()).toBeVisible();
  });
});
