import { expect, expectAccessible, expectNoConflictingClasses, test } from './support/test';

/** Every page in both themes, both languages, wide and narrow: axe finds nothing and nothing scrolls sideways. */
for (const locale of ['en', 'pt-BR'] as const) {
  for (const theme of ['light', 'dark'] as const) {
    test(`each page is accessible and fits: ${locale}, ${theme}`, async ({
      page,
      context,
      baseURL,
      signInAs,
      receiver,
      createWebhook,
      postEvent,
    }) => {
      test.setTimeout(180_000);
      const url = baseURL ?? '';
      await context.addCookies([
        { name: 'voki_locale', value: locale, url },
        { name: 'voki_theme', value: theme, url },
      ]);
      await page.goto('/sign-in');
      await expectAccessible(page, 'sign-in');
      await expectNoConflictingClasses(page, 'sign-in');

      await signInAs('manager');
      receiver.behave('broken');
      const { id } = await createWebhook({
        url: `${receiver.url}/a-rather-long-address-that-must-not-push-the-page-wider-than-the-screen`,
        events: [
          'call.created',
          'call.assigned',
          'call.started',
          'call.completed',
          'call.missed',
          'customer.created',
        ],
        description: 'A description with a fair number of words in it',
      });
      await postEvent('customer.created', { id: 'c-1', name: 'Ana', email: 'ana@example.com' });
      const delivery = (await receiver.request(1)).headers['x-voki-delivery'];

      const pages = [
        '/settings/webhooks',
        '/settings/webhooks/new',
        '/settings/webhooks/guide',
        '/settings/api-keys',
        '/settings/audit',
        '/settings/webhooks/test-address',
        `/settings/webhooks/${id}`,
        `/settings/webhooks/${id}?tab=overview`,
        `/settings/webhooks/${id}?tab=settings`,
        `/settings/webhooks/${id}/deliveries/${delivery}`,
        '/settings/webhooks/00000000-0000-7000-8000-000000000000',
      ];
      for (const path of pages) {
        for (const width of [1280, 320]) {
          await page.setViewportSize({ width, height: 800 });
          await page.goto(path);
          await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
          await expect(page.locator('html')).toHaveAttribute('lang', locale);
          await expectAccessible(page, `${path} at ${width} px`);
          await expectNoConflictingClasses(page, `${path} at ${width} px`);
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(overflow, `${path} at ${width} px scrolls sideways`).toBeLessThanOrEqual(0);
        }
      }
    });
  }
}
