import type { Locator, Page } from '@playwright/test';
import { expect } from '../support/test';
import type { World } from './world';

/** A page, or a page with something opened on it, as a manager meets it. The same in either language. */
export interface Scene {
  name: string;
  path: (world: World) => string;
  /** What is done on it; ends when what came of it is there. */
  open?: (page: Page, world: World) => Promise<void>;
  /** Where a picture of its part begins, for documents; absent: at the top. */
  part?: (page: Page) => Locator;
}

const webhooks = '/settings/webhooks';
const at = (path: string) => () => path;
const button = (page: Page, name: RegExp) => page.getByRole('button', { name });
const press = (name: RegExp) => async (page: Page) => button(page, name).first().click();
const row = (page: Page, description: string) =>
  page.getByRole('main').getByRole('listitem').filter({ hasText: description });

/** Asks a question and waits for it. */
const ask = (name: RegExp) => async (page: Page) => {
  await press(name)(page);
  await expect(page.getByRole('alertdialog')).toBeVisible();
};

/** Of an organisation in which nothing happened yet. */
export const EMPTY_SCENES: Scene[] = [
  { name: 'list-empty', path: at(webhooks) },
  { name: 'test-address-empty', path: at(`${webhooks}/test-address`) },
  { name: 'api-keys-empty', path: at('/settings/api-keys') },
  {
    name: 'audit-nothing-found',
    path: at('/settings/audit?action=webhook.delete'),
  },
];

const LIST: Scene[] = [
  { name: 'list', path: at(webhooks) },
  {
    name: 'list-tested',
    path: at(webhooks),
    open: async (page) => {
      const tested = row(page, 'Painel da sala de espera');
      await tested.getByRole('button', { name: /^Test/ }).first().click();
      await expect(tested.getByText('invalid signature')).toBeVisible();
    },
  },
  {
    name: 'list-event-of-test',
    path: at(webhooks),
    open: async (page) => {
      await row(page, 'CRM')
        .getByRole('button', { name: /^(Choose|Escolher)/ })
        .click();
      await expect(page.getByRole('menuitem').first()).toBeVisible();
    },
  },
  {
    name: 'list-menu',
    path: at(webhooks),
    open: async (page) => {
      await row(page, 'CRM')
        .getByRole('button', { name: /^(More|Mais)/ })
        .click();
      await expect(page.getByRole('menuitem').first()).toBeVisible();
    },
  },
  {
    name: 'list-delete',
    path: at(webhooks),
    open: async (page) => {
      await row(page, 'CRM')
        .getByRole('button', { name: /^(More|Mais)/ })
        .click();
      await page.getByRole('menuitem', { name: /^(Delete|Excluir)/ }).click();
      await expect(page.getByRole('alertdialog')).toBeVisible();
    },
  },
  {
    name: 'palette',
    path: at(webhooks),
    open: async (page) => {
      await button(page, /^(Search and commands|Busca e comandos)$/).click();
      await expect(page.getByRole('option', { name: /ERP/ })).toBeVisible();
    },
  },
  {
    name: 'account',
    path: at(webhooks),
    open: async (page) => {
      await press(/^(Account|Conta): /)(page);
      await expect(page.getByRole('menuitem').first()).toBeVisible();
    },
  },
];

/** Fills the form of a new webhook and saves it. */
async function save(page: Page, { url }: World): Promise<void> {
  await page.getByLabel('URL').fill(url);
  await page
    .getByRole('checkbox', { name: /customer\.created/ })
    .first()
    .check();
  await press(/^(Save|Salvar)$/)(page);
  await expect(page.getByText(/^whsec_/)).toBeVisible();
}

const NEW: Scene[] = [
  { name: 'new', path: at(`${webhooks}/new`) },
  {
    name: 'new-example',
    path: at(`${webhooks}/new`),
    open: async (page) => {
      await press(/^(See example|Ver exemplo)/)(page);
      await expect(page.getByText('"event": "call.created"')).toBeVisible();
    },
  },
  {
    name: 'new-refused',
    path: at(`${webhooks}/new`),
    open: async (page) => {
      await page.getByLabel('URL').fill('http://crm.example.com/voki');
      await page.getByRole('radio').nth(1).check();
      await press(/^(Save|Salvar)$/)(page);
      await expect(page.getByLabel('URL')).toHaveAttribute('aria-invalid', 'true');
    },
  },
  {
    name: 'new-unsaved',
    path: at(`${webhooks}/new`),
    open: async (page) => {
      await page.getByLabel('URL').fill('https://crm.example.com/voki');
      await page
        .getByRole('main')
        .getByRole('link', { name: /^(Cancel|Cancelar)$/ })
        .click();
      await expect(page.getByRole('alertdialog')).toBeVisible();
    },
  },
  {
    name: 'secret-shown',
    path: at(`${webhooks}/new`),
    open: async (page, world) => {
      await save(page, world);
      await press(/^(Test|Testar)$/)(page);
      await expect(page.getByText('"received":true')).toBeVisible();
    },
  },
];

const details =
  (which: 'crm' | 'failing' | 'recovered' | 'off', rest = '') =>
  (world: World) =>
    `${webhooks}/${world[which]}${rest}`;

const DETAILS: Scene[] = [
  { name: 'details', path: details('crm') },
  {
    name: 'details-filter',
    path: details('crm'),
    open: async (page) => {
      await page.getByRole('combobox', { name: /^Status/ }).click();
      await expect(page.getByRole('option').first()).toBeVisible();
    },
  },
  { name: 'details-nothing-found', path: details('crm', '?q=nothing') },
  { name: 'details-resend', path: details('crm', '?status=failure'), open: ask(/…$/) },
  {
    name: 'details-time',
    path: details('crm', '?since=2026-01-01T00:00:00Z'),
  },
  {
    name: 'overview',
    path: details('crm', '?tab=overview'),
    open: async (page) => {
      await expect(page.locator('.recharts-bar-rectangle').first()).toBeVisible();
    },
  },
  { name: 'settings', path: details('crm', '?tab=settings') },
  {
    name: 'settings-secret',
    path: details('crm', '?tab=settings'),
    open: async (page) => {
      await press(/^(Show|Mostrar)$/)(page);
      await expect(page.getByText(/^whsec_/)).toBeVisible();
    },
  },
  { name: 'settings-delete', path: details('crm', '?tab=settings'), open: ask(/^(Delete|Excluir)/) },
  {
    name: 'rotation-form',
    path: details('crm', '?tab=settings'),
    open: async (page) => {
      await press(/^(Generate new secret|Gerar novo segredo)$/)(page);
      await expect(page.getByRole('radio', { name: /^24/ })).toBeVisible();
    },
  },
  {
    name: 'rotation',
    path: details('recovered', '?tab=settings'),
    part: (page) => page.getByRole('heading', { name: /^(Secret|Segredo)$/ }),
  },
  { name: 'outage', path: details('failing') },
  {
    name: 'outage-snooze',
    path: details('failing'),
    open: async (page) => {
      await press(/^(Snooze alerts|Silenciar alertas)$/)(page);
      await expect(page.getByRole('menuitem').first()).toBeVisible();
    },
  },
  { name: 'recovery', path: details('recovered') },
  { name: 'held', path: details('off') },
  { name: 'held-drop', path: details('off'), open: ask(/^(Drop|Descartar)…$/) },
  { name: 'settings-off', path: details('off', '?tab=settings') },
];

const drawer = async (page: Page) => {
  await expect(page.getByRole('dialog').getByRole('heading', { level: 1 })).toBeVisible();
};

const OTHERS: Scene[] = [
  { name: 'delivery', path: ({ crm, failed }) => `${webhooks}/${crm}/deliveries/${failed}`, open: drawer },
  {
    name: 'delivery-arrived',
    path: ({ crm, arrived }) => `${webhooks}/${crm}/deliveries/${arrived}`,
    open: drawer,
  },
  {
    name: 'delivery-print',
    path: ({ crm, failed }) => `${webhooks}/${crm}/deliveries/${failed}`,
    open: async (page) => {
      await drawer(page);
      await page.emulateMedia({ media: 'print' });
    },
  },
  { name: 'test-address', path: at(`${webhooks}/test-address`), open: openFirst },
  { name: 'guide', path: at(`${webhooks}/guide`), open: openFirst },
  { name: 'api-keys', path: at('/settings/api-keys') },
  {
    name: 'api-keys-revoke',
    path: at('/settings/api-keys'),
    open: ask(/^(Revoke|Revogar) /),
  },
  { name: 'api-keys-form', path: at('/settings/api-keys'), open: press(/^(New API key|Nova chave de API)$/) },
  {
    name: 'api-keys-made',
    path: at('/settings/api-keys'),
    open: async (page) => {
      await press(/^(New API key|Nova chave de API)$/)(page);
      await page.getByLabel(/^(Name|Nome)$/).fill('ERP');
      await press(/^(Create key|Criar chave)$/)(page);
      await expect(page.getByText(/^voki_api_[\w-]{8}\.[\w-]{43}$/)).toBeVisible();
    },
  },
  { name: 'audit', path: at('/settings/audit') },
  {
    name: 'audit-filter',
    path: at('/settings/audit'),
    open: async (page) => {
      await page.getByRole('combobox').first().click();
      await expect(page.getByRole('option').first()).toBeVisible();
    },
  },
  { name: 'not-found', path: at(`${webhooks}/00000000-0000-7000-8000-000000000000`) },
];

/** What stands behind a line that is to be opened. */
async function openFirst(page: Page): Promise<void> {
  await page.locator('summary').first().click();
}

/** In the order in which each finds what it needs. */
export const SCENES: Scene[] = [...LIST, ...NEW, ...DETAILS, ...OTHERS];

/** What people without the right to all of it meet. */
export const READER_SCENES: Scene[] = [
  { name: 'list-reader', path: at(webhooks) },
  { name: 'settings-reader', path: details('crm', '?tab=settings') },
  { name: 'outage-reader', path: details('failing') },
];
export const FORBIDDEN_SCENES: Scene[] = [{ name: 'forbidden', path: at(webhooks) }];
export const PLAN_SCENES: Scene[] = [{ name: 'plan-gate', path: at(webhooks) }];
export const SIGNED_OUT_SCENES: Scene[] = [{ name: 'sign-in', path: at('/sign-in') }];
