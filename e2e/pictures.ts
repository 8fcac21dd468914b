import type { Page } from '@playwright/test';
import { voki } from './support/operator';
import { Receiver } from './support/receiver';
import { expect, signIn, test } from './support/test';

/**
 * The pictures of docs/images: each page in light and dark, wide and narrow, in both languages, showing what really
 * happened between the application and receivers on this machine.
 */

/** The demo organisation: its names are made for being read. */
const demo = (email: string) => ({ email, password: 'voki-demo' });
const MANAGER = demo('manager@demo.voki.test');
const CUSTOMER = { name: 'Maria Oliveira', email: 'maria.oliveira@example.com' };
const LOOKS = [
  { locale: 'en', theme: 'light', width: 1280 },
  { locale: 'en', theme: 'dark', width: 1280 },
  { locale: 'pt-BR', theme: 'light', width: 375 },
  { locale: 'pt-BR', theme: 'dark', width: 375 },
  { locale: 'pt-BR', theme: 'light', width: 1280 },
  { locale: 'en', theme: 'light', width: 375 },
] as const;

/** Under a name that stands for this machine, so that the picture does not show a bare address. */
const named = (receiver: Receiver, name: string) => receiver.url.replace('127.0.0.1', `${name}.localhost`);

async function take(page: Page, name: string, look: (typeof LOOKS)[number]): Promise<void> {
  const { locale, theme, width } = look;
  await page.context().addCookies(
    Object.entries({ voki_locale: locale, voki_theme: theme }).map(([key, value]) => ({
      name: key,
      value,
      url: new URL(page.url()).origin,
    })),
  );
  await page.setViewportSize({ width, height: width === 375 ? 812 : 860 });
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
  const narrow = width === 375 ? '-narrow' : '';
  await page.screenshot({ path: `docs/images/${name}-${locale}-${theme}${narrow}.png`, fullPage: true });
}

test('pictures', async ({ page, request, createWebhook }) => {
  await page.goto('/sign-in');
  for (const look of LOOKS) await take(page, 'sign-in', look);

  const crm = await Receiver.start();
  const screen = await Receiver.start();
  screen.behave('refusesSignature');
  await signIn(page.request, MANAGER);
  const { items } = await voki<{ items: { id: string; plan: string }[] }>('org', 'list');
  const organization = items.find(({ plan }) => plan === 'professional');
  const { key } = await voki<{ key: string }>('ingest-key', 'create', '--name', 'pictures');
  await createWebhook({
    url: named(screen, 'painel'),
    events: ['call.created', 'call.assigned', 'call.started'],
    description: 'Waiting-room screen',
  });
  const { id } = await createWebhook({
    url: named(crm, 'crm.clinica-aurora'),
    events: ['call.completed', 'call.missed', 'customer.created'],
    description: 'CRM · service log',
  });
  for (let call = 1; call <= 6; call++) {
    if (call === 5) crm.behave('broken');
    const missed = call % 3 === 0;
    const data = {
      id: `8f3a1c8e-6f0f-4b52-9f3e-2f6f0a4fc21${call}`,
      status: missed ? 'missed' : 'completed',
      ...(missed ? {} : { duration_seconds: 300 + call, attendant_id: 'a-7' }),
      department_id: 'd-1',
      customer: CUSTOMER,
    };
    await request.post('/api/events', {
      headers: { authorization: `Bearer ${key}` },
      data: { organization_id: organization?.id, event: missed ? 'call.missed' : 'call.completed', data },
    });
    await crm.request(call);
  }
  const failed = crm.requests.at(-1)?.headers['x-voki-delivery'];

  await page.goto('/settings/webhooks');
  for (const look of LOOKS) {
    await take(page, 'list', look);
    const row = page.getByRole('listitem').filter({ hasText: 'Waiting-room screen' });
    await row.getByRole('button', { name: /^Test/ }).first().click();
    await expect(row.getByText('invalid signature')).toBeVisible();
    const narrow = look.width === 375 ? '-narrow' : '';
    await page.screenshot({
      path: `docs/images/list-${look.locale}-${look.theme}${narrow}.png`,
      fullPage: true,
    });
  }
  for (const [name, path] of [
    ['new', '/settings/webhooks/new'],
    ['details', `/settings/webhooks/${id}`],
    ['overview', `/settings/webhooks/${id}?tab=overview`],
    ['settings', `/settings/webhooks/${id}?tab=settings`],
    ['delivery', `/settings/webhooks/${id}/deliveries/${failed}`],
    ['not-found', '/settings/webhooks/00000000-0000-7000-8000-000000000000'],
  ] as const) {
    await page.goto(path);
    for (const look of LOOKS) await take(page, name, look);
  }
  await page.context().clearCookies();
  await signIn(page.request, demo('attendant@demo.voki.test'));
  await page.goto('/settings/webhooks');
  for (const look of LOOKS) await take(page, 'forbidden', look);
  await page.context().clearCookies();
  await signIn(page.request, demo('manager@basic.voki.test'));
  await page.goto('/settings/webhooks');
  for (const look of LOOKS) await take(page, 'plan-gate', look);

  // The fixture deletes its webhooks as their manager.
  await page.context().clearCookies();
  await signIn(page.request, MANAGER);
  await crm.close();
  await screen.close();
});
