import { readRefusal } from '@/lib/action-refusal';
import { sendRaw } from '@/lib/testing/raw-http';
import { type Forwarder, forwardTo } from './support/forwarder';
import { HOSTILE } from './support/receiver';
import { expect, expectAccessible, test } from './support/test';

test.describe('the browser', () => {
  test('is told on every answer what it may not do', async ({ page, signInAs }) => {
    const of = async (path: string, method = 'GET') => {
      const answer = await page.request.fetch(path, { method, maxRedirects: 0 });
      return { status: answer.status(), headers: answer.headers(), text: await answer.text() };
    };
    await page.goto('/sign-in');
    const script = await page.locator('script[src]').first().getAttribute('src');
    await signInAs('manager');
    for (const [path, status] of [
      ['/sign-in', 307],
      ['/settings/webhooks', 200],
      ['/settings/no-such-page', 404],
      ['/settings/%ff', 404],
      ['/_next/image?url=%2Ficon.svg&w=64&q=75', 404],
      [script ?? '', 200],
      ['/api/webhooks', 200],
      ['/api/health/live', 200],
      ['/api/no-such-route', 404],
      ['/api/%ff', 400],
    ] as const) {
      const answer = await of(path);
      expect(answer.status, path).toBe(status);
      expect(answer.headers, path).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
      });
      expect(answer.headers['content-security-policy'], path).toContain("frame-ancestors 'none'");
      expect(answer.headers['content-security-policy'], path).not.toMatch(/script-src[^;]*unsafe/);
      expect(answer.headers, path).not.toHaveProperty('x-powered-by');
      if (path.startsWith('/api/') && status >= 400)
        expect(answer.headers['content-type'], path).toBe('application/problem+json');
    }
    const wrongMethod = await of('/api/webhooks', 'PUT');
    expect(wrongMethod.status).toBe(405);
    expect(wrongMethod.headers).toMatchObject({ allow: 'GET, POST, HEAD, OPTIONS' });
    expect(JSON.parse(wrongMethod.text)).toMatchObject({ code: 'method_not_allowed' });
  });

  test('gets a reason for what Next would refuse without a word', async ({ request, origin }) => {
    const refused = async (
      method: string,
      path: string,
      headers: Record<string, string>,
      [status, code]: [number, string],
      data?: string,
    ) => {
      const where = `${method} ${path} ${JSON.stringify(headers).slice(0, 200)}`;
      const ask = (to: string) =>
        request.fetch(to, { method, headers, maxRedirects: 0, ...(data !== undefined && { data }) });
      const answer = await ask(path);
      expect(answer.status(), where).toBe(status);
      expect(answer.headers()['content-type'], where).toBe('application/problem+json');
      expect(answer.headers()['x-content-type-options'], where).toBe('nosniff');
      expect(await answer.json(), where).toMatchObject({ status, code, detail: expect.any(String) });
    };
    const states = [
      'x',
      '%',
      '%ff',
      '[]',
      '{}',
      '[1,{}]',
      '["",[]]',
      '["",{"children":1}]',
      'null',
      '['.repeat(9000),
    ];
    for (const state of states)
      for (const path of ['/sign-in', '/sign-in?_rsc=x', '/settings/webhooks'])
        await refused('GET', path, { rsc: '1', 'next-router-state-tree': state }, [400, 'bad_request']);
    const action = { 'next-action': 'a'.repeat(42), 'content-type': 'text/plain;charset=UTF-8' };
    const noScript = { 'content-type': 'multipart/form-data; boundary=x' };
    for (const foreign of ['https://evil.example', 'null', 'garbage', `${origin}.evil.example`]) {
      await refused('POST', '/sign-in', { ...noScript, origin: foreign }, [403, 'forbidden'], '[]');
      const headers = { ...action, origin: foreign };
      const answer = await request.post('/sign-in', { headers, data: '[]', maxRedirects: 0 });
      expect(answer.status(), foreign).toBe(403);
      expect(answer.headers()['content-type'], foreign).toBe('text/plain');
      expect(readRefusal(await answer.text()), foreign).toMatchObject({
        code: 'forbidden',
        key: 'origin_foreign',
        params: { address: origin },
      });
    }
    await refused('TRACE', '/sign-in', {}, [405, 'method_not_allowed']);
    await refused('PROPFIND', '/api/webhooks', {}, [405, 'method_not_allowed']);
    // What only Next can judge has at least an id by which it is found in the log.
    const form = { 'content-type': 'multipart/form-data; boundary=x', origin };
    await refused('POST', '/sign-in', form, [500, 'fault'], 'no form');
    const { hostname, port } = new URL(origin);
    for (const target of ['*', `ftp://${hostname}/`, `http://a@${hostname}/`]) {
      const answer = await sendRaw(
        Number(port),
        Buffer.from(`OPTIONS ${target} HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`),
      );
      expect([answer?.status, JSON.parse(answer?.body ?? '').code], target).toEqual([400, 'bad_request']);
    }
  });

  test('is answered though it offers another protocol', async ({ origin }) => {
    const { port, host } = new URL(origin);
    for (const [upgrade, path, status] of [
      ['h2c', '/api/health/live', 200],
      ['h2c', '/api/events', 401],
      ['websocket', '/sign-in', 200],
      ['TLS/1.0', '/api/webhooks', 401],
    ] as const) {
      const method = path === '/api/events' ? 'POST' : 'GET';
      const head = [
        `${method} ${path} HTTP/1.1`,
        `host: ${host}`,
        'connection: Upgrade, HTTP2-Settings',
        `upgrade: ${upgrade}`,
        'http2-settings: AAMAAABkAAQAoAAAAAIAAAAA',
        'content-length: 0',
      ];
      const answer = await sendRaw(Number(port), Buffer.from(`${head.join('\r\n')}\r\n\r\n`));
      expect(answer?.status, `${upgrade} at ${path}`).toBe(status);
    }
  });

  test.describe('under another address than AUTH_URL', () => {
    let elsewhere: Forwarder;
    test.beforeEach(async ({ origin }) => {
      elsewhere = await forwardTo(Number(new URL(origin).port));
    });
    test.afterEach(async () => elsewhere.close());

    for (const [locale, names, sentence] of [
      [
        'en-US',
        { test: /^Test/, email: 'E-mail', password: 'Password', enter: 'Sign in' },
        /Open the panel at/,
      ],
      ['pt-BR', { test: /^Testar/, email: 'E-mail', password: 'Senha', enter: 'Entrar' }, /Abra o painel em/],
    ] as const)
      test.describe(locale, () => {
        test.use({ locale });

        test('a press is answered by where the panel is', async ({
          page,
          origin,
          signInAs,
          receiver,
          createWebhook,
        }) => {
          await signInAs('manager');
          const { id } = await createWebhook({ url: receiver.url, events: ['call.created'] });
          await page.goto(`${elsewhere.origin}/settings/webhooks/${id}`);
          await page.getByRole('button', { name: names.test }).first().click();
          const told = page.getByText(sentence).first();
          await expect(told).toBeVisible();
          await expect(told).toContainText(origin);
          expect(receiver.requests).toHaveLength(0);
        });

        test('so is signing in, and what was typed stays', async ({ page, origin }) => {
          await page.goto(`${elsewhere.origin}/sign-in`);
          await page.getByLabel(names.email).fill('someone@example.com');
          await page.getByLabel(names.password, { exact: true }).fill('a password');
          await page.getByRole('button', { name: names.enter, exact: true }).click();
          const told = page.getByRole('alert').filter({ hasText: sentence });
          await expect(told).toContainText(origin);
          await expect(page.getByLabel(names.email)).toHaveValue('someone@example.com');
          await expectAccessible(page, 'a sign-in under another address');
        });
      });

    test('so is what has no place of its own for an answer', async ({
      unwatchedPage: page,
      origin,
      signInAs,
    }) => {
      const elsewhereTitle = page.getByRole('heading', {
        name: 'This page was opened under another address',
      });
      await page.goto(`${elsewhere.origin}/sign-in`);
      await page.getByRole('button', { name: /^Language/ }).click();
      await page.getByRole('menuitemradio', { name: /Português/ }).click();
      await expect(elsewhereTitle).toBeVisible();
      await expect(page.getByRole('link', { name: 'Open the panel' })).toHaveAttribute('href', origin);
      await expectAccessible(page, 'the page of another address');
      await signInAs('manager');
      await page.goto(`${elsewhere.origin}/settings/webhooks`);
      await page.getByRole('button', { name: 'Search and commands' }).click();
      await page.getByRole('option', { name: /^Dark/ }).click();
      await expect(elsewhereTitle).toBeVisible();
    });
  });

  test('a page from before an update is told to be loaded again', async ({
    page,
    signInAs,
    receiver,
    createWebhook,
  }) => {
    await signInAs('manager');
    const { id } = await createWebhook({ url: receiver.url, events: ['call.created'] });
    await page.goto(`/settings/webhooks/${id}`);
    // As the build before would have named it.
    await page.route('**/*', (route) => {
      const headers = route.request().headers();
      return 'next-action' in headers
        ? route.continue({ headers: { ...headers, 'next-action': 'a'.repeat(42) } })
        : route.continue();
    });
    await page.getByRole('button', { name: /^Test/ }).first().click();
    await expect(page.getByText(/The panel was updated since .* Load the page again/).first()).toBeVisible();
    expect(receiver.requests).toHaveLength(0);
  });

  test('runs no script but ours', async ({ unwatchedPage: page }) => {
    await page.addInitScript(() => {
      const refused: string[] = [];
      Object.assign(window, { refused });
      document.addEventListener('securitypolicyviolation', (event) =>
        refused.push(`${event.effectiveDirective} ${event.blockedURI.replace(/^http.*/, 'elsewhere')}`),
      );
    });
    // As if somebody had found a way to write into the page.
    await page.route('/sign-in', async (route) => {
      const answer = await route.fetch();
      const injected = [
        '<script>window.ran = 1</script>',
        '<script src="https://evil.example/x.js"></script>',
        '<img src="data:," onerror="window.ran = 1">',
        '<style>body { background: url(https://evil.example/) }</style>',
        '<iframe src="https://evil.example/"></iframe>',
        '<base href="https://evil.example/">',
      ];
      const body = (await answer.text()).replace('</body>', `${injected.join('')}</body>`);
      await route.fulfill({ response: answer, body });
    });
    await page.goto('/sign-in');
    await page.evaluate(() => void fetch('http://127.0.0.1:9/').catch(() => undefined));
    await expect
      .poll(() =>
        page.evaluate(() => [...new Set((window as unknown as { refused: string[] }).refused)].sort()),
      )
      .toEqual([
        'base-uri elsewhere',
        'connect-src elsewhere',
        'frame-src elsewhere',
        'script-src-attr inline',
        'script-src-elem elsewhere',
        'script-src-elem inline',
        'style-src-elem inline',
      ]);
    expect(await page.evaluate(() => 'ran' in window)).toBe(false);
  });

  test('shows what a receiver answered as text, whatever it holds', async ({
    page,
    signInAs,
    receiver,
    createWebhook,
  }) => {
    await signInAs('manager');
    receiver.behave('hostile');
    const webhook = await createWebhook({
      url: `${receiver.url}?q=${encodeURIComponent(HOSTILE)}`,
      events: ['call.created'],
      description: HOSTILE,
    });
    await page.goto('/settings/webhooks');
    await page.getByRole('button', { name: /^Test/ }).first().click();
    await expect(page.getByText('200').first()).toBeVisible();
    for (const path of [`/settings/webhooks/${webhook.id}`, `/settings/webhooks/${webhook.id}?tab=settings`])
      await page.goto(path);
    const { items } = await (await page.request.get(`/api/webhooks/${webhook.id}/deliveries`)).json();
    await page.goto(`/settings/webhooks/${webhook.id}/deliveries/${items[0].id}`);
    await expect(page.getByText('window.ran=1').first()).toBeVisible();
    expect(await page.locator('#bold').count()).toBe(0);
    expect(await page.evaluate(() => 'ran' in window)).toBe(false);
  });
});

test.describe('guessing passwords', () => {
  // An address of its own, so that no other test of this machine waits for the end of this one's quarter of an hour.
  test.use({ extraHTTPHeaders: { 'x-forwarded-for': '203.0.113.77' }, locale: 'pt-BR' });

  test('ends after five, and says for how long', async ({ page, basicOrganization }) => {
    const { email, password } = await basicOrganization.account('attendant');
    await page.goto('/sign-in');
    const enter = async (typed: string) => {
      await page.getByLabel('E-mail').fill(email);
      await page.getByLabel('Senha', { exact: true }).fill(typed);
      const answered = page.waitForResponse((response) => response.request().method() === 'POST');
      await page.getByRole('button', { name: 'Entrar', exact: true }).click();
      await answered;
    };
    for (let guess = 0; guess < 5; guess += 1) {
      await enter(`palpite-${guess}`);
      await expect(page.getByText('E-mail ou senha incorretos.')).toBeVisible();
    }
    await enter(password);
    await expect(
      page.getByText('Muitas tentativas de entrar falharam. Tente novamente em 15 minutos.'),
    ).toBeVisible();
  });
});
