import { SIGN_IN_PATH } from '@/lib/auth/callback-url';
import type { ReceiverLanguage } from '@/lib/webhooks/core/receivers/receivers';

/** What a webhook's page can show first; the default needs no place in the address. */
export const WEBHOOK_TABS = ['deliveries', 'overview', 'settings'] as const;
export type WebhookTab = (typeof WEBHOOK_TABS)[number];

const WEBHOOKS = '/settings/webhooks' as const;

/** Addresses of the panel's pages; no other file spells them out. Ids are UUIDs and need no encoding. */
export const paths = {
  signIn: (callbackUrl?: string) =>
    callbackUrl ? `${SIGN_IN_PATH}?callbackUrl=${encodeURIComponent(callbackUrl)}` : SIGN_IN_PATH,
  webhooks: () => WEBHOOKS,
  /** The same page, once it has made `webhookId`: loaded anew it leads there, not to a form for a second one. */
  createdWebhook: (webhookId: string) => `${WEBHOOKS}/new?created=${webhookId}`,
  newWebhook: (address?: 'test') => `${WEBHOOKS}/new${address ? `?address=${address}` : ''}`,
  testAddress: () => `${WEBHOOKS}/test-address`,
  webhook: (webhookId: string, tab: WebhookTab = 'deliveries') =>
    `${WEBHOOKS}/${webhookId}${tab === 'deliveries' ? '' : `?tab=${tab}`}`,
  guide: (language?: ReceiverLanguage) => `${WEBHOOKS}/guide${language ? `?language=${language}#code` : ''}`,
  apiKeys: () => '/settings/api-keys',
  audit: () => '/settings/audit',
  delivery: (webhookId: string, deliveryId: string) => `${WEBHOOKS}/${webhookId}/deliveries/${deliveryId}`,
} as const;
